using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>
/// Reads what a model behind Converse says into a sequencer, from the events of a stream or from the blocks of a whole answer.
/// Only calls have a start of their own; text and reasoning begin with their first piece (H-403).
/// </summary>
internal sealed class EventReader : IDisposable
{
    private readonly byte[] _onlyStop;
    private readonly BlockSequencer _sequencer;
    private readonly ReasoningState _state;
    private readonly ByteWriter _scratch = new(256);
    private readonly bool _hidesThinking;
    private readonly Losses _losses;
    private int _call = -1;      // the upstream's index of the call that is open; -1 for none
    private bool _hasInput;      // the open call has said something of its input
    private int _skipped = -1;   // the index of a block that is not for the client

    public EventReader(Translation translation, BlockSequencer sequencer, ReasoningState state)
    {
        var stops = translation.Request.StopSequences;
        _onlyStop = stops.Length == 1 ? translation.Request[stops[0]].ToArray() : [];
        _sequencer = sequencer;
        _state = state;
        _losses = translation.Losses;
        _hidesThinking = translation.Request.Thinking.DisplayOmitted;
    }

    /// <summary>True once the counts were there, which come last (H-404).</summary>
    public bool HasUsage { get; private set; }

    /// <summary>Reads one event of a stream. Returns what makes going on impossible.</summary>
    public Failure? Read(ReadOnlySpan<byte> type, ReadOnlySpan<byte> payload)
    {
        var index = -1;
        var parts = default(AnswerParts);
        Slice reason = default;
        Slice stop = default;
        Slice usage = default;
        var cursor = new JsonCursor(payload);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("contentBlockIndex"u8) && cursor.Peek() == JsonKind.Number)
            {
                index = (int)Math.Clamp(cursor.ReadInteger() ?? 0, 0, int.MaxValue);
            }
            else if (name.SequenceEqual("delta"u8) || name.SequenceEqual("start"u8))
            {
                parts.Read(ref cursor);
            }
            else if (name.SequenceEqual("stopReason"u8))
            {
                reason = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("additionalModelResponseFields"u8))
            {
                stop = StopSequence(ref cursor);
            }
            else if (name.SequenceEqual("usage"u8) && cursor.Peek() == JsonKind.Object)
            {
                usage = cursor.ReadValue();
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

        if (type.SequenceEqual("contentBlockDelta"u8))
        {
            Delta(payload, parts, index);
        }
        else if (type.SequenceEqual("contentBlockStart"u8))
        {
            Start(payload, parts, index);
        }
        else if (type.SequenceEqual("contentBlockStop"u8))
        {
            Stop();
        }
        else if (type.SequenceEqual("messageStop"u8))
        {
            return Finish(payload, reason, stop);
        }
        else if (type.SequenceEqual("metadata"u8) && !usage.IsAbsent)
        {
            _sequencer.SetUsage(UsageReader.Read(payload, usage));
            HasUsage = true;
        }

        return null;
    }

    /// <summary>Reads one block of a whole answer.</summary>
    public void ReadBlock(ReadOnlySpan<byte> data, ref JsonCursor cursor, int index)
    {
        var parts = default(AnswerParts);
        parts.Read(ref cursor);
        if (cursor.Failed)
        {
            return;
        }

        if (!parts.IsCall)
        {
            Delta(data, parts, index);
            Stop();
            return;
        }

        if (IsServers(data, parts))
        {
            LoseServers(isCall: true);
            return;
        }

        _scratch.Reset();
        var input = data.Slice(parts.Input.Start, parts.Input.Length);
        NestedJson.Write(input.IsEmpty ? "{}"u8 : input, _scratch);
        _sequencer.ToolFragment(index, Text(data, parts.ToolId), Text(data, parts.ToolName), _scratch.Written);
    }

    /// <summary>The end of the message.</summary>
    public Failure? Finish(ReadOnlySpan<byte> data, Slice reason, Slice stop)
    {
        Stop();
        var word = Text(data, reason);
        if (StopReasons.Broken(word) is { } broken)
        {
            return broken;
        }

        var mapped = StopReasons.Map(word);
        if (mapped != StopReason.StopSequence)
        {
            _sequencer.Finish(mapped);
            return null;
        }

        // Where the upstream does not say which and there is only one, it was that.
        _sequencer.Finish(mapped, stop.IsEmpty ? _onlyStop : Text(data, stop));
        return null;
    }

    /// <summary>The counts of a whole answer.</summary>
    public void SetUsage(ReadOnlySpan<byte> data, Slice usage) => _sequencer.SetUsage(UsageReader.Read(data, usage));

    /// <summary>Reads <c>{"stop_sequence": "…"}</c>.</summary>
    public static Slice StopSequence(ref JsonCursor cursor)
    {
        Slice found = default;
        if (cursor.Peek() != JsonKind.Object)
        {
            cursor.ReadValue();
            return found;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("stop_sequence"u8))
            {
                found = cursor.ReadStringOrSkip();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scratch.Dispose();
        _state.Dispose();
    }

    private void Start(ReadOnlySpan<byte> data, in AnswerParts parts, int index)
    {
        Stop();
        if (!parts.IsCall || IsServers(data, parts))
        {
            LoseServers(parts.IsCall);
            // What the provider's own tools did is between it and the model.
            _skipped = index;
            return;
        }

        _call = index;
        _hasInput = false;
        _sequencer.ToolFragment(index, Text(data, parts.ToolId), Text(data, parts.ToolName), default);
    }

    private void Delta(ReadOnlySpan<byte> data, in AnswerParts parts, int index)
    {
        if (_skipped >= 0 && index == _skipped)
        {
            return;
        }

        if (parts.IsCall)
        {
            var input = Text(data, parts.Input);
            if (input.Length > 2 && input[0] == '"')
            {
                _hasInput = true;
                _sequencer.ToolFragment(index, default, default, input[1..^1]);
            }

            return;
        }

        if (!parts.Reasoning.IsEmpty)
        {
            var text = Text(data, parts.Reasoning);
            if (_hidesThinking)
            {
                _state.AddText(text);
            }

            _sequencer.Thinking(text);
        }

        if (!parts.Signature.IsEmpty)
        {
            _state.AddSignature(Text(data, parts.Signature));
        }

        if (!parts.Redacted.IsEmpty)
        {
            _state.AddRedacted(Text(data, parts.Redacted));
        }

        if (parts.IsCited && !_losses.Has(LossKind.Citations))
        {
            _losses.Add(LossKind.Citations, LossEffect.Dropped, "citationsContent");
        }

        if (!parts.Text.IsEmpty)
        {
            _sequencer.Text(Text(data, parts.Text));
        }
    }

    // What a tool of the provider's did is told in the model's words alone.
    private void LoseServers(bool isCall)
    {
        if (isCall && !_losses.Has(LossKind.ServerTool))
        {
            _losses.Add(LossKind.ServerTool, LossEffect.Dropped, "output.message.content[]");
        }
    }

    // The open block is complete. A call that said nothing of its input has none (H-216).
    private void Stop()
    {
        if (_call >= 0 && !_hasInput)
        {
            _sequencer.ToolFragment(_call, default, default, "{}"u8);
        }

        _call = _skipped = -1;
        if (_state.IsRedacted)
        {
            _sequencer.Redacted();
        }
        else if (_state.IsSigned)
        {
            _sequencer.Seal();
        }

        _sequencer.EndBlock();
        _state.Reset();
    }

    private static bool IsServers(ReadOnlySpan<byte> data, in AnswerParts parts) => Text(data, parts.ToolType).SequenceEqual("server_tool_use"u8);

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> data, Slice slice) => data.Slice(slice.Start, slice.Length);
}
