using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

// Tool calls. The client runs a call as soon as its block stops, so that nothing may ever be taken back (H-319), and its blocks
// stand one behind the other, so that calls that arrive interleaved wait for their turn (H-310).
public sealed partial class BlockSequencer
{
    // The least of what providers take; some hosts hide their state in ids, which then fits nowhere (H-115).
    private const int MaxIdLength = 64;

    private readonly List<PendingCall> _calls = [];
    private readonly List<byte[]> _usedIds = [];
    private int _current;

    private bool HasCalls => _calls.Count > 0;

    /// <summary>A piece of a tool call. All parts are escaped content and may be empty.</summary>
    /// <param name="index">The upstream's index of the call; -1 where it gives none.</param>
    /// <param name="id">The call's id.</param>
    /// <param name="name">The tool's name, or a piece of it.</param>
    /// <param name="arguments">A piece of the arguments.</param>
    public void ToolFragment(int index, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> arguments)
    {
        if (IsEnded || (id.IsEmpty && name.IsEmpty && arguments.IsEmpty))
        {
            return;
        }

        var call = Resolve(index, id, name, arguments);
        if (call.IsClosed)
        {
            // A piece behind the end says nothing new (H-316).
            return;
        }

        if (call.Id.Length == 0)
        {
            call.Id.Write(id);
        }

        call.AddName(name);
        call.AddArguments(arguments);
        Split(call);
        Pump();
    }

    private PendingCall Resolve(int index, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> arguments)
    {
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            var call = _calls[i];
            if (index >= 0 && call.Index >= 0 && call.Index != index)
            {
                continue;
            }

            if (!id.IsEmpty && call.Id.Length > 0 && !call.Id.Written.SequenceEqual(id))
            {
                // Another id is another call, even under the same index (H-311).
                continue;
            }

            return IsAnother(call, name, arguments) ? Add(index) : call;
        }

        return Add(index);
    }

    // A host that numbers nothing sends whole calls: a name and an object behind a complete one begin the next call.
    private static bool IsAnother(PendingCall call, ReadOnlySpan<byte> name, ReadOnlySpan<byte> arguments) =>
        call.IsComplete && !call.MayBeEmptyPrefix && !name.IsEmpty && arguments.Length > 0 && arguments[0] == '{'
        && !arguments.StartsWith(call.Arguments.Written);

    private PendingCall Add(int index)
    {
        var call = new PendingCall(index);
        _calls.Add(call);
        return call;
    }

    // `{..}{..}` on one call: an empty first object was a false start, a real one is a call of its own (H-219).
    private void Split(PendingCall call)
    {
        while (call.IsComplete && !call.IsClosed)
        {
            var rest = call.Arguments.Written[call.Scanner.End..];
            var trimmed = TrimBlanks(rest);
            if (trimmed.IsEmpty || trimmed[0] != '{')
            {
                return;
            }

            if (call.MayBeEmptyPrefix && !call.IsStarted)
            {
                call.Arguments.RemoveFront(call.Arguments.Length - trimmed.Length);
                call.Scanner = default;
                call.Scanner.Read(call.Arguments.Written);
                continue;
            }

            var next = new PendingCall(call.Index);
            next.AddName(call.Name.Written);
            next.AddArguments(trimmed);
            call.Arguments.Truncate(call.Scanner.End);
            _calls.Insert(_calls.IndexOf(call) + 1, next);
            call = next;
        }
    }

    // Raises what can be raised: the call whose turn it is, and the next ones once it is complete.
    private void Pump()
    {
        while (_current < _calls.Count)
        {
            var call = _calls[_current];
            if (!Stream(call, isLast: _current + 1 < _calls.Count) || !call.IsComplete || _current + 1 == _calls.Count)
            {
                break;
            }

            Stop(call);
        }

        if (_deferredParts.Count > 0 && !IsInCall())
        {
            FlushDeferred();
        }
    }

    // False while the call cannot be opened yet.
    private bool Stream(PendingCall call, bool isLast)
    {
        if (_options.CleanArguments && !_options.RepairArguments && !call.IsStarted && !call.MayBeEmptyPrefix)
        {
            // What is wrong with them is known once they are whole.
            return call.IsComplete && call.Name.Length > 0 && Begin(call) && Clean(call, call.Whole);
        }

        if (!call.IsStarted)
        {
            // A name that may go on, an id that may come late, an object that may be a false start: all are known a piece later.
            var isKnown = call.Name.Length > 0 && call.Scanner.First == '{' && (call.Id.Length > 0 || call.IsComplete);
            if (!isKnown || call.MayBeEmptyPrefix)
            {
                return isKnown && call.IsComplete && _current + 1 < _calls.Count && Begin(call) && Empty(call);
            }

            if (_options.RepairArguments && !IsReady(call, isLast))
            {
                return false;
            }

            Begin(call);
            call.Sent = call.Scanner.Start;
            if (call.Repaired is { } repaired)
            {
                EmitRepaired(call, repaired);
                return true;
            }

            if (_options.CleanArguments && call.IsComplete)
            {
                return Clean(call, call.Whole);
            }
        }

        var end = call.IsComplete ? call.Scanner.End : call.Arguments.Length;
        if (end > call.Sent)
        {
            // Half a surrogate pair waits (H-223).
            var piece = call.Arguments.Written[call.Sent..end];
            piece = piece[..^EscapedText.OpenSurrogate(piece)];
            if (!piece.IsEmpty)
            {
                Emit(DeltaKind.InputJson, piece);
                call.Sent += piece.Length;
                _bytes += piece.Length;
            }
        }

        return true;
    }

    private bool Begin(PendingCall call)
    {
        _escaped.Reset();
        ToolNameResolver.Resolve(_translation, call.Name.Written, call.WholeName.Written, _escaped);
        var id = UniqueId(call.Id.Written);
        Open(BlockKind.ToolUse, id, _escaped.Written);
        call.IsStarted = true;
        _hasTool = true;
        return true;
    }

    // A call without arguments still has an object (H-216, H-282).
    private bool Empty(PendingCall call)
    {
        Emit(DeltaKind.InputJson, "{}"u8);
        call.Sent = call.Arguments.Length;
        return true;
    }

    private bool Clean(PendingCall call, ReadOnlySpan<byte> raw)
    {
        var tool = OfferedTools.FindDefined(_translation.Request, _escaped.Written);
        if (tool >= 0 && !_translation.Request.Tools[tool].InputSchema.IsAbsent)
        {
            _escaped.Reset();
            ArgumentCleaner.Clean(raw, _translation.Request[_translation.Request.Tools[tool].InputSchema], _escaped);
            raw = _escaped.Written;
        }

        Emit(DeltaKind.InputJson, raw);
        call.Sent = call.Arguments.Length;
        _bytes += raw.Length;
        return true;
    }

    private void Stop(PendingCall call)
    {
        if (call.IsStarted)
        {
            Close();
        }

        call.IsClosed = true;
        _current++;
    }

    private bool IsInCall()
    {
        for (var i = _current; i < _calls.Count; i++)
        {
            if (!_calls[i].IsComplete && !_calls[i].IsClosed)
            {
                return true;
            }
        }

        return false;
    }

    // Other content begins: the calls so far are complete and stop.
    private void CloseCalls()
    {
        if (_current < _calls.Count && !IsInCall())
        {
            FinishCalls(keepBroken: true);
        }
    }

    private bool HasCompleteCall()
    {
        foreach (var call in _calls)
        {
            if (call.IsComplete && call.Name.Length > 0)
            {
                return true;
            }
        }

        return _current > 0 && _hasTool;
    }

    // The answer ends: what waited is raised in order (H-310, H-315). A call without a name is none (H-212).
    private void FinishCalls(bool keepBroken)
    {
        while (_current < _calls.Count)
        {
            var call = _calls[_current];
            if (call.Name.Length > 0 && (call.IsStarted || keepBroken || call.IsComplete))
            {
                if (!Stream(call, isLast: true) && !call.IsStarted)
                {
                    Begin(call);
                    if (_options.RepairArguments && keepBroken && TryRepair(call))
                    {
                        EmitRepaired(call, call.Repaired!);
                    }
                    else
                    {
                        FinishArguments(call);
                    }
                }
            }

            Stop(call);
        }
    }

    // Arguments that were not streamed because they are no plain object.
    private void FinishArguments(PendingCall call)
    {
        var raw = TrimBlanks(call.Arguments.Written);
        if (raw.IsEmpty || raw.SequenceEqual("null"u8) || (call.IsComplete && call.MayBeEmptyPrefix))
        {
            Empty(call);
            return;
        }

        if (call.Scanner.First == '"' && TryUnwrap(raw))
        {
            Emit(DeltaKind.InputJson, _escaped.Written);
        }
        else
        {
            Emit(DeltaKind.InputJson, raw);
        }

        _bytes += raw.Length;
    }

    // An object that was written as a string once too often (H-218).
    private bool TryUnwrap(ReadOnlySpan<byte> raw)
    {
        using var text = new ByteWriter(raw.Length);
        JsonStrings.Unescape(raw, text);
        var outer = new JsonCursor(text.Written);
        var content = outer.ReadString();
        if (outer.Failed || !outer.AtEnd())
        {
            return false;
        }

        using var inner = new ByteWriter(raw.Length);
        JsonStrings.Unescape(text.Written.Slice(content.Start, content.Length), inner);
        var cursor = new JsonCursor(inner.Written);
        if (cursor.Peek() != JsonKind.Object || cursor.ReadValue().IsEmpty || !cursor.AtEnd())
        {
            return false;
        }

        _escaped.Reset();
        JsonStrings.Escape(inner.Written.Trim(" \t\r\n"u8), _escaped);
        return true;
    }

    private static ReadOnlySpan<byte> TrimBlanks(ReadOnlySpan<byte> escaped)
    {
        while (escaped.Length > 0)
        {
            if (escaped[0] == ' ')
            {
                escaped = escaped[1..];
            }
            else if (escaped.Length > 1 && escaped[0] == '\\' && escaped[1] is (byte)'n' or (byte)'t' or (byte)'r')
            {
                escaped = escaped[2..];
            }
            else
            {
                break;
            }
        }

        while (escaped.Length > 0 && escaped[^1] == ' ')
        {
            escaped = escaped[..^1];
        }

        return escaped;
    }

    private void DisposeCalls()
    {
        foreach (var call in _calls)
        {
            call.Dispose();
        }

        _calls.Clear();
    }
}
