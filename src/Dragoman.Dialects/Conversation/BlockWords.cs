using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// Blocks that a protocol has no place for, told in words; and the pieces of text that every request writer needs: strings mended
/// where the body holds half a character (H-044), raw values as string content, tool names as the host takes them.
/// </summary>
/// <remarks>Reused from turn to turn, between <see cref="Begin"/> and <see cref="End"/>.</remarks>
internal sealed class BlockWords
{
    private readonly ByteWriter _mended = new();
    private readonly ByteWriter _schema = new();
    private Translation _translation = null!;
    private ConversationRequest _request = null!;
    private SchemaFilter _filter;
    private int _maxToolName;
    private bool _repairs;
    private bool _stripNul;
    private bool _letterFirst;

    /// <summary>An attempt begins.</summary>
    /// <param name="translation">The attempt.</param>
    /// <param name="stripNul">The host refuses U+0000.</param>
    /// <param name="maxToolName">The host's longest tool name.</param>
    /// <param name="filter">What the host's schemas are without.</param>
    /// <param name="letterFirst">The host's tool names begin with a letter or an underscore (H-387).</param>
    public void Begin(Translation translation, bool stripNul, int maxToolName, SchemaFilter filter, bool letterFirst = false)
    {
        _letterFirst = letterFirst;
        _translation = translation;
        _request = translation.Request;
        _stripNul = stripNul;
        _maxToolName = maxToolName;
        _filter = filter;
        _repairs = !EscapedText.NeedsNoRepair(_request.Arena.Bytes, stripNul);
    }

    /// <summary>The attempt is over.</summary>
    public void End()
    {
        _translation = null!;
        _request = null!;
    }

    /// <summary>Escaped content as it is, or mended.</summary>
    public void Text(scoped ReadOnlySpan<byte> text, ByteWriter output)
    {
        if (_repairs)
        {
            EscapedText.Repair(text, _stripNul, output);
        }
        else
        {
            output.Write(text);
        }
    }

    /// <summary>A raw JSON value as string content.</summary>
    public void Nested(scoped ReadOnlySpan<byte> json, ByteWriter output)
    {
        if (!_repairs)
        {
            NestedJson.Write(json, output);
            return;
        }

        _mended.Reset();
        EscapedText.Repair(json, _stripNul, _mended);
        NestedJson.Write(_mended.Written, output);
    }

    /// <summary>The host's name for a tool of the client's.</summary>
    public void ToolName(Slice name, ByteWriter output)
    {
        if (_translation.Names.WriteUpstream(_request[name], _maxToolName, output, _letterFirst))
        {
            Lose(LossKind.ToolName, LossEffect.Remapped, "tools[].name");
        }
    }

    /// <summary>
    /// The arguments of a call as string content: always an object, in the order and spelling in which it came (H-066, H-067, H-348).
    /// </summary>
    public void Arguments(Slice input, ByteWriter output) => WriteArguments(input, output, isNested: true);

    /// <summary>The same as an object of its own.</summary>
    public void ArgumentsObject(Slice input, ByteWriter output) => WriteArguments(input, output, isNested: false);

    private void WriteArguments(Slice input, ByteWriter output, bool isNested)
    {
        var raw = _request[input];
        if (raw.IsEmpty || raw.SequenceEqual("null"u8))
        {
            output.Write("{}"u8);
            return;
        }

        if (raw[0] == '{')
        {
            Json(raw, output, isNested);
            return;
        }

        if (raw[0] == '"')
        {
            using var plain = new ByteWriter(raw.Length);
            JsonStrings.Unescape(raw[1..^1], plain);
            var cursor = new JsonCursor(plain.Written);
            if (cursor.Peek() == JsonKind.Object && !cursor.ReadValue().IsEmpty && cursor.AtEnd())
            {
                Json(plain.Written.Trim(" \t\r\n"u8), output, isNested);
                return;
            }
        }

        output.Write(isNested ? "{\\\"value\\\":"u8 : "{\"value\":"u8);
        Json(raw, output, isNested);
        output.Write((byte)'}');
    }

    private void Json(scoped ReadOnlySpan<byte> json, ByteWriter output, bool isNested)
    {
        if (isNested)
        {
            Nested(json, output);
        }
        else
        {
            Text(json, output);
        }
    }

    /// <summary>Appends the words for a block and its children, escaped content. Nothing where it has nothing to say.</summary>
    /// <param name="block">The block.</param>
    /// <param name="index">Its index in the request.</param>
    /// <param name="output">Where to write.</param>
    public void Append(in Block block, int index, ByteWriter output)
    {
        switch (block.Kind)
        {
            case BlockKind.Text or BlockKind.Compaction:
                if (!EscapedText.IsBlank(_request[block.Text]))
                {
                    Text(_request[block.Text], output);
                }

                break;
            case BlockKind.Image:
                AppendImageNote(block, output);
                break;
            case BlockKind.Document:
                AppendDocument(block, index, output);
                break;
            case BlockKind.SearchResult:
                AppendSearchResult(block, index, output);
                break;
            case BlockKind.ToolReference:
                AppendReference(block, output);
                break;
            case BlockKind.ToolAddition:
                output.Write("Tool added: "u8);
                ToolName(block.Name, output);
                break;
            case BlockKind.ToolRemoval:
                output.Write("Tool removed: "u8);
                ToolName(block.Name, output);
                break;
            case BlockKind.ServerToolUse or BlockKind.Mcp when !block.Input.IsEmpty:
                Lose(LossKind.ServerTool, LossEffect.Placeholder, "messages[].content[]");
                output.Write("\\n[Tool of the provider, "u8);
                Text(_request[block.Name], output);
                output.Write(", called with "u8);
                Nested(_request[block.Input], output);
                output.Write("]\\n"u8);
                break;
            case BlockKind.ServerToolResult:
                Lose(LossKind.ServerTool, LossEffect.Placeholder, "messages[].content[]");
                ServerToolText.Append(_request[block.Raw], output);
                break;
            case BlockKind.Thinking or BlockKind.RedactedThinking or BlockKind.Fallback:
                break;
            case BlockKind.ContainerUpload:
                Lose(LossKind.Document, LossEffect.Placeholder, "messages[].content[]");
                output.Write("[file omitted: it is stored at another provider]"u8);
                break;
            default:
                // A block of the future, or one that stands where it should not (H-040, H-090).
                Lose(LossKind.UnknownBlock, LossEffect.Placeholder, "messages[].content[]");
                Nested(_request[block.Raw], output);
                break;
        }
    }

    private void AppendSearchResult(in Block block, int index, ByteWriter output)
    {
        Text(_request[block.Name], output);
        output.Write("\\n"u8);
        Text(_request[block.Data], output);
        AppendChildren(index, output);
    }

    private void AppendChildren(int index, ByteWriter output)
    {
        var blocks = _request.Blocks;
        for (var i = index + 1; i < index + blocks[index].Span; i += blocks[i].Span)
        {
            var before = output.Length;
            output.Write("\\n"u8);
            Append(blocks[i], i, output);
            if (output.Length == before + 2)
            {
                output.Truncate(before);
            }
        }
    }

    // The host has no such block: the tool is shown from here on, and the model reads what it is (H-083).
    private void AppendReference(in Block block, ByteWriter output)
    {
        output.Write("Tool loaded: "u8);
        ToolName(block.Name, output);
        var defined = OfferedTools.FindDefined(_request, _request[block.Name]);
        if (defined < 0)
        {
            return;
        }

        ref readonly var tool = ref _request.Tools[defined];
        if (!EscapedText.IsBlank(_request[tool.Description]))
        {
            output.Write("\\n"u8);
            Text(_request[tool.Description], output);
        }

        if (tool.InputSchema.IsEmpty)
        {
            return;
        }

        output.Write("\\nInput schema: "u8);
        var start = _schema.Length;
        SchemaCache.Shared.Write(_request[tool.InputSchema], _filter, _schema);
        Nested(_schema.Written[start..], output);
        _schema.Truncate(start);
    }

    // What stands in the place of an image that is not sent (H-049 to H-053).
    private void AppendImageNote(in Block block, ByteWriter output)
    {
        Lose(LossKind.Image, LossEffect.Placeholder, "messages[].content[]");
        if (!_translation.Model.Vision)
        {
            output.Write("[image omitted: model has no vision]"u8);
        }
        else if (block.Source == SourceKind.Url)
        {
            output.Write("[image: "u8);
            Text(_request[block.Data], output);
            output.Write((byte)']');
        }
        else if (block.Source == SourceKind.Base64)
        {
            output.Write("[image omitted: only newer images are sent to this model]"u8);
        }
        else
        {
            output.Write("[image omitted: it is stored at another provider]"u8);
        }
    }

    private void AppendDocument(in Block block, int index, ByteWriter output)
    {
        var title = _request[block.Name];
        if (block.Source is SourceKind.Text or SourceKind.Content)
        {
            output.Write("<document"u8);
            if (!title.IsEmpty)
            {
                output.Write(" title=\\\""u8);
                Text(title, output);
                output.Write("\\\""u8);
            }

            output.Write(">"u8);
            if (block.Source == SourceKind.Text)
            {
                output.Write("\\n"u8);
                Text(_request[block.Text], output);
            }
            else
            {
                AppendChildren(index, output);
            }

            output.Write("\\n</document>"u8);
            return;
        }

        Lose(LossKind.Document, LossEffect.Placeholder, "messages[].content[]");
        if (block.Source == SourceKind.Url)
        {
            output.Write("[document: "u8);
            Text(_request[block.Data], output);
        }
        else if (block.Source == SourceKind.File)
        {
            output.Write("[document omitted: it is stored at another provider"u8);
        }
        else
        {
            output.Write("[document omitted: the model takes no such files"u8);
            if (!title.IsEmpty)
            {
                output.Write(": "u8);
                Text(title, output);
            }
        }

        output.Write((byte)']');
    }

    private void Lose(LossKind kind, LossEffect effect, string where) => _translation.Losses.Add(kind, effect, where);
}
