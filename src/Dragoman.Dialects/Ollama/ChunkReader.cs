using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Ollama;

/// <summary>Reads one line of a stream, or a whole answer, which is such a line too, into a sequencer.</summary>
internal sealed class ChunkReader(Translation translation, BlockSequencer sequencer) : IDisposable
{
    private readonly ByteWriter _scratch = new(256);
    private int _calls;

    /// <summary>True once the line was read that says it is the last.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Reads one line. Returns what the upstream reports as failed.</summary>
    public Failure? Read(ReadOnlySpan<byte> data)
    {
        Slice model = default;
        Slice error = default;
        Slice reason = default;
        Slice message = default;
        var isDone = false;
        var (prompt, output) = (0L, 0L);
        var cursor = new JsonCursor(data);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("message"u8) && cursor.Peek() == JsonKind.Object)
            {
                message = cursor.ReadValue();
            }
            else if (name.SequenceEqual("model"u8))
            {
                model = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("done"u8))
            {
                isDone = cursor.Peek() == JsonKind.True;
                cursor.ReadValue();
            }
            else if (name.SequenceEqual("done_reason"u8))
            {
                reason = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("prompt_eval_count"u8))
            {
                prompt = Count(ref cursor);
            }
            else if (name.SequenceEqual("eval_count"u8))
            {
                output = Count(ref cursor);
            }
            else if (name.SequenceEqual("error"u8) && cursor.Peek() != JsonKind.Null)
            {
                error = cursor.ReadValue();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        if (cursor.Failed || !cursor.AtEnd() || !JsonCursor.IsCleanUtf8(data))
        {
            return new Failure(FailureCause.Malformed, 502, "The upstream sent a line that is no JSON; send the request again.") { IsRetryable = true };
        }

        if (!error.IsAbsent)
        {
            return ErrorReader.Read(0, data, retryAfter: null);
        }

        sequencer.Identify(default, data.Slice(model.Start, model.Length));
        if (!message.IsAbsent)
        {
            ReadMessage(data, message);
        }

        return isDone ? Finish(data.Slice(reason.Start, reason.Length), prompt, output) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose();

    private Failure? Finish(ReadOnlySpan<byte> reason, long prompt, long output)
    {
        if (!sequencer.HasInput && (reason.SequenceEqual("load"u8) || reason.SequenceEqual("unload"u8)))
        {
            // The model was loaded or put away; nothing was generated (H-231).
            return new Failure(FailureCause.Upstream, 502, "Ollama loaded the model and answered nothing; send the request again.")
            {
                IsRetryable = true,
                Remedy = new Remedy(RemedyKind.Again),
            };
        }

        if (prompt + output > 0)
        {
            // A prompt that was cached as a whole may be counted as none.
            sequencer.SetUsage(new Usage { InputTokens = prompt > 0 ? prompt : translation.EstimatedInputTokens, OutputTokens = output });
        }

        // "stop" is said for calls, too: the sequencer knows better (H-225).
        sequencer.Finish(reason.SequenceEqual("length"u8) ? StopReason.MaxTokens : StopReason.EndTurn);
        IsDone = true;
        return null;
    }

    private void ReadMessage(ReadOnlySpan<byte> data, Slice message)
    {
        Slice content = default;
        Slice thinking = default;
        Slice calls = default;
        var cursor = new JsonCursor(data, message.Start, message.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("content"u8))
            {
                content = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("thinking"u8))
            {
                thinking = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("tool_calls"u8) && cursor.Peek() == JsonKind.Array)
            {
                calls = cursor.ReadValue();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        sequencer.Thinking(data.Slice(thinking.Start, thinking.Length));
        sequencer.Text(data.Slice(content.Start, content.Length));
        if (calls.IsAbsent)
        {
            return;
        }

        var list = new JsonCursor(data, calls.Start, calls.End);
        list.EnterArray();
        while (list.NextElement())
        {
            ReadCall(data, ref list);
        }
    }

    // Each is whole; what they are numbered is left aside, as servers number all of them alike (H-467).
    private void ReadCall(ReadOnlySpan<byte> data, ref JsonCursor cursor)
    {
        Slice id = default;
        Slice name = default;
        Slice arguments = default;
        if (cursor.Peek() != JsonKind.Object)
        {
            cursor.ReadValue();
            return;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> member))
        {
            if (member.SequenceEqual("id"u8))
            {
                id = cursor.ReadStringOrSkip();
            }
            else if (member.SequenceEqual("function"u8) && cursor.Peek() == JsonKind.Object)
            {
                cursor.EnterObject();
                while (cursor.NextMember(out ReadOnlySpan<byte> inner))
                {
                    if (inner.SequenceEqual("name"u8))
                    {
                        name = cursor.ReadStringOrSkip();
                    }
                    else if (inner.SequenceEqual("arguments"u8))
                    {
                        arguments = cursor.ReadValue();
                    }
                    else
                    {
                        cursor.ReadValue();
                    }
                }
            }
            else
            {
                cursor.ReadValue();
            }
        }

        if (cursor.Failed)
        {
            return;
        }

        var value = data.Slice(arguments.Start, arguments.Length);
        _scratch.Reset();
        if (value.Length >= 2 && value[0] == '"')
        {
            _scratch.Write(value[1..^1]);
        }
        else
        {
            // An object where others send a text (H-217).
            NestedJson.Write(value.IsEmpty || value.SequenceEqual("null"u8) ? "{}"u8 : value, _scratch);
        }

        sequencer.ToolFragment(_calls++, data.Slice(id.Start, id.Length), data.Slice(name.Start, name.Length), _scratch.Written);
    }

    private static long Count(ref JsonCursor cursor)
    {
        if (cursor.Peek() == JsonKind.Number)
        {
            return Math.Max(0, cursor.ReadInteger() ?? 0);
        }

        cursor.ReadValue();
        return 0;
    }
}
