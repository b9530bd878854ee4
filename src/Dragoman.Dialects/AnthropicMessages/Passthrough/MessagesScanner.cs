using Dragoman.Dialects.AnthropicMessages.Prints;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>The walk behind <see cref="MessagesScan"/>. It goes into messages and blocks, and skips everything below.</summary>
internal ref partial struct MessagesScanner(ReadOnlySpan<byte> body, BlockPrints? prints = null)
{
    private const string NotUtf8 = "The request body is not valid UTF-8: encode it as UTF-8.";

    private readonly ReadOnlySpan<byte> _body = body;
    private readonly BlockPrints? _prints = prints;
    private JsonCursor _cursor = new(body);
    private string? _problem;
    private bool _sawMessages;
    private bool _isThinkingEnabled;
    private bool _losesThinking;

    /// <summary>What was found.</summary>
    public MessagesScan Scan;

    /// <summary>Null on success.</summary>
    public Failure? Run()
    {
        if (_cursor.Peek() == JsonKind.Object)
        {
            _cursor.EnterObject();
            for (var from = _cursor.Position; _problem is null && _cursor.NextMember(out Slice name); from = _cursor.Position)
            {
                ReadMember(name);
                CheckUtf8(from);
            }
        }
        else
        {
            _cursor.Fail();
        }

        if (_problem is not null)
        {
            return Invalid(_problem);
        }

        if (_cursor.Failed || !_cursor.AtEnd())
        {
            // Where the scan stopped need not be where a text began: which of the two it is, is told by the whole body.
            if (!JsonCursor.IsCleanUtf8(_body))
            {
                return Invalid(NotUtf8);
            }

            return Invalid($"The request body is not valid JSON at byte {_cursor.Position}: send one JSON object.");
        }

        if (Scan.Model.IsEmpty)
        {
            return Invalid("model: expected the id of a model");
        }

        Scan.MustDisableThinking = _isThinkingEnabled && _losesThinking;
        return _sawMessages ? null : Invalid("messages: expected an array of messages");
    }

    // Only where a byte beyond ASCII was seen: most of a body has none, and is not looked at a second time.
    private void CheckUtf8(int from)
    {
        if (_cursor.TakeHigh() && !JsonCursor.IsCleanUtf8(_body[from.._cursor.Position]))
        {
            _problem = NotUtf8;
        }
    }

    private static Failure Invalid(string message) =>
        new(FailureCause.InvalidRequest, 400, message) { Side = FailureSide.Client, ShouldRetry = false };

    private void ReadMember(Slice slice)
    {
        var name = _body.Slice(slice.Start, slice.Length);
        if (name.SequenceEqual("model"u8))
        {
            Once(!Scan.Model.IsAbsent, "model");
            Scan.Model = Text("model");
        }
        else if (name.SequenceEqual("messages"u8))
        {
            Once(_sawMessages, "messages");
            _sawMessages = true;
            ReadMessages();
        }
        else if (name.SequenceEqual("stream"u8))
        {
            Scan.Stream = _cursor.ReadBoolean();
        }
        else if (name.SequenceEqual("max_tokens"u8))
        {
            Scan.MaxTokens = _cursor.ReadInteger();
        }
        else if (name.SequenceEqual("tools"u8))
        {
            ReadTools();
        }
        else if (name.SequenceEqual("metadata"u8))
        {
            ReadMetadata();
        }
        else if (name.SequenceEqual("system"u8) && _prints is not null)
        {
            PrintSystem();
        }
        else if (name.SequenceEqual("thinking"u8))
        {
            var value = _cursor.ReadValue();
            PrintSetting(name, value);
            var type = RawObject.Text(_body.Slice(value.Start, value.Length), "type"u8);
            _isThinkingEnabled = type.SequenceEqual("enabled"u8);
            Scan.HasThinking |= !type.IsEmpty && !type.SequenceEqual("disabled"u8);
        }
        else if (name.SequenceEqual("output_config"u8) || name.SequenceEqual("output_format"u8))
        {
            var isConfig = name.SequenceEqual("output_config"u8);
            Scan.Output = _cursor.ReadValue();
            PrintSetting(name, Scan.Output);
            var raw = _body.Slice(Scan.Output.Start, Scan.Output.Length);
            Scan.NeedsStructuredOutput |= RawObject.Text(isConfig ? RawObject.Value(raw, "format"u8) : raw, "type"u8).SequenceEqual("json_schema"u8);
        }
        else if (name.SequenceEqual("betas"u8))
        {
            Scan.Betas = _cursor.ReadValue();
        }
        else if (name.SequenceEqual("stop_sequences"u8))
        {
            Scan.StopSequences = _cursor.ReadValue();
        }
        else
        {
            Scan.HasSafeguards |= name.SequenceEqual("safeguards"u8);
            var value = SkipUnknown(name);
            if (_prints is not null && name.SequenceEqual("tool_choice"u8))
            {
                PrintSetting(name, value);
            }
        }
    }

    private Slice SkipUnknown(ReadOnlySpan<byte> name)
    {
        if (name.IndexOf((byte)'\\') >= 0)
        {
            _problem ??= "a member name is written with escapes; write it in plain letters";
        }

        return _cursor.ReadValue();
    }

    private void Once(bool before, string name)
    {
        if (before)
        {
            _problem ??= $"{name}: is given twice; send it once";
        }
    }

    private Slice Text(string name)
    {
        if (_cursor.Peek() == JsonKind.String)
        {
            return _cursor.ReadString();
        }

        Expected($"{name}: expected a string");
        return default;
    }

    // Something of another kind stands here, or no JSON at all: the latter is told as such.
    private void Expected(string problem)
    {
        if (_cursor.Peek() is JsonKind.Invalid or JsonKind.End)
        {
            _cursor.Fail();
        }
        else
        {
            _problem ??= problem;
        }
    }

    private void ReadMetadata()
    {
        if (_cursor.Peek() != JsonKind.Object)
        {
            _cursor.ReadValue();
            return;
        }

        _cursor.EnterObject();
        while (_cursor.NextMember(out Slice name))
        {
            if (Is(name, "user_id"u8))
            {
                Scan.UserId = _cursor.ReadStringOrSkip();
            }
            else
            {
                _cursor.ReadValue();
            }
        }
    }

    private void ReadMessages()
    {
        if (_cursor.Peek() != JsonKind.Array)
        {
            Expected("messages: expected an array of messages");
            return;
        }

        var start = _cursor.Position;
        _cursor.EnterArray();
        while (_cursor.NextElement())
        {
            if (_cursor.Peek() != JsonKind.Object)
            {
                Expected($"messages[{Scan.MessageCount}]: expected an object with role and content");
                return;
            }

            var from = _cursor.Position;
            Scan.LastBlock = default;
            ReadMessage();
            CheckUtf8(from);
            Scan.LastBlock = Scan.LastBlock.IsAbsent ? new Slice(from, _cursor.Position - from) : Scan.LastBlock;
            Scan.MessageCount++;
        }

        Scan.Messages = new Slice(start, _cursor.Position - start);
    }

    private void ReadMessage()
    {
        var role = default(Slice);
        var blocks = default(BlockCounts);
        _cursor.EnterObject();
        while (_cursor.NextMember(out Slice name))
        {
            if (Is(name, "role"u8))
            {
                role = _cursor.ReadStringOrSkip();
            }
            else if (Is(name, "content"u8) && _cursor.Peek() == JsonKind.Array)
            {
                ReadBlocks(ref blocks);
            }
            else
            {
                var value = SkipUnknown(_body.Slice(name.Start, name.Length));
                if (_prints is not null && Is(name, "content"u8))
                {
                    _prints.Add(BlockPrinter.Text(_body.Slice(value.Start, value.Length), PrintKind.Other, Scan.MessageCount));
                }
            }
        }

        Scan.IsUserPrompt = Is(role, "user"u8) && !blocks.BeginsWithResult;
        if (Is(role, "assistant"u8))
        {
            Scan.LastToolCalls = blocks.ToolUses;
            Scan.LastCall = blocks.LastCall;
            _losesThinking = blocks.ToolUses > 0 && blocks.ForeignThinking > 0 && blocks.OwnThinking == 0;
        }
    }

    private void ReadBlocks(ref BlockCounts counts)
    {
        _cursor.EnterArray();
        for (var i = 0; _cursor.NextElement(); i++)
        {
            if (_cursor.Peek() != JsonKind.Object)
            {
                Expected($"messages[{Scan.MessageCount}].content[{i}]: expected a content block object");
                return;
            }

            var kind = ReadBlock(ref counts, i);
            counts.BeginsWithResult |= i == 0 && kind == BlockKind.ToolResult;
        }
    }

    private BlockKind ReadBlock(ref BlockCounts counts, int index)
    {
        var start = _cursor.Position;
        var type = default(Slice);
        var signature = default(Slice);
        var nests = false;
        var printer = default(BlockPrinter);
        _cursor.EnterObject();
        while (_cursor.NextMember(out Slice name))
        {
            // Media stand in lists and objects alone, and most results are one long text that need not be looked through for them.
            nests |= _cursor.Peek() is JsonKind.Array or JsonKind.Object && !Is(name, "cache_control"u8);
            var from = _cursor.Position;
            if (Is(name, "type"u8))
            {
                type = _cursor.ReadStringOrSkip();
            }
            else if (Is(name, "signature"u8))
            {
                signature = _cursor.ReadStringOrSkip();
            }
            else if (Is(name, "citations"u8))
            {
                var citations = _cursor.ReadValue();
                Scan.HasForeignCitations |= ForeignCitations.AreIn(_body.Slice(citations.Start, citations.Length));
            }
            else
            {
                SkipUnknown(_body.Slice(name.Start, name.Length));
            }

            if (_prints is not null)
            {
                printer.Add(_body.Slice(name.Start, name.Length), _body[from.._cursor.Position], _prints);
            }
        }

        if (_cursor.Failed)
        {
            return BlockKind.Unknown;
        }

        var raw = _body[start.._cursor.Position];
        Scan.LastBlock = new Slice(start, raw.Length);
        var text = _body.Slice(type.Start, type.Length);
        if (text.IndexOf((byte)'\\') >= 0)
        {
            _problem ??= $"messages[{Scan.MessageCount}].content: a block's type is written with escapes; write it in plain letters";
        }

        var kind = BlockTypes.Kind(text);
        _prints?.Add(printer.End(BlockPrinter.Kind(kind), Scan.MessageCount, index));
        switch (kind)
        {
            case BlockKind.Thinking:
                var minted = _body.Slice(signature.Start, signature.Length);
                Scan.HasNamedThinking |= ForeignThinking.IsUuid(minted);
                Count(ref counts, ForeignThinking.IsForeignSignature(minted, Scan.IsForClaude));
                break;
            case BlockKind.RedactedThinking:
                Count(ref counts, ForeignThinking.IsForeignData(RawObject.Text(raw, "data"u8)));
                break;
            case BlockKind.ToolUse:
                counts.ToolUses++;
                counts.LastCall = new Slice(start, raw.Length);
                break;
            case BlockKind.Image:
                Scan.HasImages = true;
                break;
            case BlockKind.Document:
                Scan.HasDocuments = true;
                FindMedia(raw);
                break;
            case BlockKind.ServerToolResult:
                Scan.HasForeignSearches |= ForeignSearches.IsResult(raw);
                break;
            case BlockKind.ToolResult when nests:
                FindMedia(raw);
                break;
        }

        return kind;
    }

    private void Count(ref BlockCounts counts, bool isForeign)
    {
        Scan.HasThinking = true;
        Scan.HasForeignThinking |= isForeign;
        counts.ForeignThinking += isForeign ? 1 : 0;
        counts.OwnThinking += isForeign ? 0 : 1;
    }

    // Inside strings a quote is escaped, so these bytes stand only where a whole string is the word. Base64 holds no quote either.
    private void FindMedia(ReadOnlySpan<byte> raw)
    {
        Scan.HasImages = Scan.HasImages || raw.IndexOf("\"image\""u8) >= 0;
        Scan.HasDocuments = Scan.HasDocuments || raw.IndexOf("\"document\""u8) >= 0;
    }

    private readonly bool Is(Slice name, ReadOnlySpan<byte> expected) => _body.Slice(name.Start, name.Length).SequenceEqual(expected);

    private struct BlockCounts
    {
        public int ToolUses;
        public Slice LastCall;
        public int OwnThinking;
        public int ForeignThinking;
        public bool BeginsWithResult;
    }
}
