using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// Reads one chunk of a stream, or one whole answer, into a sequencer. Members come in any order and any of them may be absent
/// or null (H-301, H-302); what is not named here is ignored (H-352).
/// </summary>
internal sealed partial class ChunkReader(OpenAiChatProfile profile, BlockSequencer sequencer, ReasoningDetails details) : IDisposable
{
    private readonly ByteWriter _scratch = new(256);
    private readonly ByteWriter _lastReasoning = new(256);
    private readonly ChunkTemplate _template = new();

    /// <summary>Reads one chunk. Returns what the upstream reports as failed.</summary>
    public Failure? Read(ReadOnlySpan<byte> data)
    {
        if (_template.TryMatch(data, out var piece))
        {
            Deliver(piece);
            return null;
        }

        _template.Begin();
        var failure = ReadAll(data, isWhole: false, out var obfuscation);
        if (failure is null)
        {
            _template.Learn(data, obfuscation);
        }

        return failure;
    }

    /// <summary>Reads a whole answer.</summary>
    public Failure? ReadWhole(ReadOnlySpan<byte> body)
    {
        var failure = ReadAll(body, isWhole: true, out _);
        if (failure is null)
        {
            // A whole answer is finished, whatever its reason is called.
            if (!sequencer.HasFinish)
            {
                sequencer.Finish(StopReason.None);
            }

            sequencer.End();
        }

        return failure;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scratch.Dispose();
        _lastReasoning.Dispose();
        _template.Dispose();
        details.Dispose();
    }

    private void Deliver(in TemplatePiece piece)
    {
        switch (piece.Kind)
        {
            case TemplateKind.Text:
                sequencer.Text(piece.Text);
                break;
            case TemplateKind.Reasoning:
                Reasoning(piece.Text);
                break;
            case TemplateKind.Arguments:
                sequencer.ToolFragment(piece.Index, default, default, piece.Text);
                break;
            default:
                break;
        }
    }

    private Failure? ReadAll(ReadOnlySpan<byte> data, bool isWhole, out Slice obfuscation)
    {
        obfuscation = default;
        Slice id = default;
        Slice model = default;
        Slice choices = default;
        Slice usage = default;
        Slice error = default;
        var cursor = new JsonCursor(data);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("id"u8))
            {
                id = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("model"u8))
            {
                model = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("choices"u8))
            {
                choices = cursor.ReadValue();
            }
            else if (name.SequenceEqual("usage"u8))
            {
                usage = Object(ref cursor, usage);
            }
            else if (name.SequenceEqual("x_groq"u8))
            {
                var inner = InnerUsage(data, cursor.ReadValue());
                usage = usage.IsAbsent ? inner : usage;
            }
            else if (name.SequenceEqual("error"u8))
            {
                error = cursor.Peek() == JsonKind.Null ? Skipped(ref cursor) : cursor.ReadValue();
            }
            else if (name.SequenceEqual("obfuscation"u8))
            {
                obfuscation = cursor.ReadStringOrSkip();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        if (cursor.Failed)
        {
            return new Failure(FailureCause.Malformed, 502, "The upstream sent an event that is no JSON; send the request again.") { IsRetryable = true };
        }

        sequencer.Identify(data.Slice(id.Start, id.Length), data.Slice(model.Start, model.Length));
        if (!usage.IsAbsent)
        {
            _template.Spoil();
            sequencer.SetUsage(UsageReader.Read(data, usage));
        }

        var broken = ReadChoices(data, choices, isWhole);
        if (!error.IsAbsent)
        {
            return ErrorReader.Read(0, data, retryAfter: null);
        }

        return broken;
    }

    // The answer is choice 0; others are alternatives that nobody asked for (H-205).
    private Failure? ReadChoices(ReadOnlySpan<byte> data, Slice choices, bool isWhole)
    {
        if (choices.Length == 0 || data[choices.Start] != '[')
        {
            return null;
        }

        Failure? broken = null;
        var cursor = new JsonCursor(data, choices.Start, choices.End);
        cursor.EnterArray();
        for (var i = 0; cursor.NextElement(); i++)
        {
            var choice = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            if (data[choice.Start] == '{')
            {
                broken ??= ReadChoice(data, choice, i, isWhole);
            }
        }

        return broken;
    }

    private Failure? ReadChoice(ReadOnlySpan<byte> data, Slice choice, int position, bool isWhole)
    {
        Slice delta = default;
        Slice message = default;
        Slice finish = default;
        Slice stop = default;
        Slice usage = default;
        long index = position;
        var cursor = new JsonCursor(data, choice.Start, choice.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("delta"u8))
            {
                delta = Object(ref cursor, delta);
            }
            else if (name.SequenceEqual("message"u8))
            {
                message = Object(ref cursor, message);
            }
            else if (name.SequenceEqual("finish_reason"u8))
            {
                finish = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("stop_reason"u8))
            {
                stop = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("usage"u8))
            {
                usage = Object(ref cursor, usage);
            }
            else if (name.SequenceEqual("index"u8))
            {
                index = cursor.ReadInteger() ?? position;
            }
            else
            {
                cursor.ReadValue();
            }
        }

        if (index != 0)
        {
            return null;
        }

        if (!usage.IsAbsent)
        {
            _template.Spoil();
            sequencer.SetUsage(UsageReader.Read(data, usage));
        }

        if (!delta.IsAbsent && !(isWhole && !message.IsAbsent))
        {
            ReadMessage(data, delta, isWhole);
        }

        // Some hosts put the whole message into the last chunk; what was streamed of it must not come twice (H-315).
        if (!message.IsAbsent && (isWhole || !sequencer.HasInput))
        {
            _template.Spoil();
            ReadMessage(data, message, isWhole: true);
        }

        // An empty reason on each chunk is no reason (H-485); at the end of a whole answer any will do.
        return finish.IsEmpty ? null : Finish(data, finish, stop);
    }

    private Failure? Finish(ReadOnlySpan<byte> data, Slice finish, Slice stop)
    {
        _template.Spoil();
        var word = data.Slice(finish.Start, finish.Length);
        if (FinishReasons.IsFailure(word))
        {
            return new Failure(FailureCause.Upstream, 502, $"The upstream stopped with \"{JsonStrings.Decode(word)}\"; send the request again.")
            {
                IsRetryable = true,
                UpstreamCode = JsonStrings.Decode(word),
            };
        }

        var reason = FinishReasons.Map(word);
        if (reason == StopReason.EndTurn && !stop.IsEmpty && sequencer.IsStopSequence(data.Slice(stop.Start, stop.Length)))
        {
            // vLLM names the sequence that it met (H-232).
            sequencer.Finish(StopReason.StopSequence, data.Slice(stop.Start, stop.Length));
        }
        else
        {
            sequencer.Finish(reason);
        }

        return null;
    }

    private static Slice Object(ref JsonCursor cursor, Slice otherwise)
    {
        var isObject = cursor.Peek() == JsonKind.Object;
        var value = cursor.ReadValue();
        return isObject ? value : otherwise;
    }

    private static Slice Skipped(ref JsonCursor cursor)
    {
        cursor.ReadValue();
        return default;
    }

    private static Slice InnerUsage(ReadOnlySpan<byte> data, Slice outer)
    {
        Slice usage = default;
        var cursor = new JsonCursor(data, outer.Start, outer.End);
        if (cursor.Peek() != JsonKind.Object)
        {
            return default;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            usage = name.SequenceEqual("usage"u8) ? Object(ref cursor, usage) : (cursor.ReadValue(), usage).usage;
        }

        return usage;
    }
}
