using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

// Where something must be found in the text (a tag, a stop sequence, a call), it is looked for in its plain form, as hosts
// escape differently (H-155). What may be the beginning of it waits for the next piece.
public sealed partial class BlockSequencer
{
    private readonly ByteWriter _plain = new(256);
    private readonly ByteWriter _escaped = new(256);
    private byte[][] _stops = [];
    private bool _looksIntoText;
    private TextPhase _phase;

    private static ReadOnlySpan<byte> ThinkOpen => "<think>"u8;

    private static ReadOnlySpan<byte> ThinkClose => "</think>"u8;

    /// <summary>True when that text (escaped content) is one of the request's stop sequences.</summary>
    public bool IsStopSequence(ReadOnlySpan<byte> text)
    {
        using var plain = new ByteWriter(256);
        JsonStrings.Unescape(text, plain);
        foreach (var stop in _stops)
        {
            if (plain.Written.SequenceEqual(stop))
            {
                return true;
            }
        }

        return false;
    }

    private void PreparePlainText()
    {
        var request = _translation.Request;
        if (request.StopSequences.Length > 0)
        {
            var stops = new List<byte[]>(request.StopSequences.Length);
            foreach (var slice in request.StopSequences)
            {
                _plain.Reset();
                JsonStrings.Unescape(request[slice], _plain);
                if (_plain.Length > 0)
                {
                    stops.Add(_plain.Written.ToArray());
                }
            }

            _plain.Reset();
            _stops = [.. stops];
        }

        _phase = !_options.ThinkTags ? TextPhase.Text : _options.ThinkTagOpen ? TextPhase.Thinking : TextPhase.Start;
        _looksIntoText = _options.ThinkTags || _options.TextToolCalls || _stops.Length > 0;
    }

    private void PlainText(ReadOnlySpan<byte> text)
    {
        JsonStrings.Unescape(text, _plain);
        Advance(isLast: false);
    }

    private void FlushPlainText()
    {
        if (_looksIntoText)
        {
            Advance(isLast: true);
        }
    }

    private void Advance(bool isLast)
    {
        while (!IsEnded)
        {
            var phase = _phase;
            var used = phase switch
            {
                TextPhase.Start => AtStart(_plain.Written, isLast),
                TextPhase.Thinking => InThinking(_plain.Written, isLast),
                TextPhase.AfterThinking => AfterThinking(_plain.Written, isLast),
                TextPhase.Call => InCall(_plain.Written, isLast),
                _ => InText(_plain.Written, isLast),
            };
            _plain.RemoveFront(used);
            if (phase == _phase)
            {
                break;
            }
        }

        // Behind the tag nothing is looked for any more: from here on text passes as it is.
        _looksIntoText &= _phase != TextPhase.Text || _plain.Length > 0 || _stops.Length > 0 || _options.TextToolCalls;
    }

    // Only what stands in front of everything else is a tag; later it is something the model talks about.
    private int AtStart(ReadOnlySpan<byte> plain, bool isLast)
    {
        var trimmed = plain.TrimStart(" \t\r\n"u8);
        if (trimmed.StartsWith(ThinkOpen))
        {
            _phase = TextPhase.Thinking;
            return plain.Length - trimmed.Length + ThinkOpen.Length;
        }

        if (isLast || (trimmed.Length > 0 && !ThinkOpen.StartsWith(trimmed)))
        {
            _phase = TextPhase.Text;
        }

        return 0;
    }

    private int InThinking(ReadOnlySpan<byte> plain, bool isLast)
    {
        var end = plain.IndexOf(ThinkClose);
        if (end >= 0)
        {
            Think(plain[..end]);
            _phase = TextPhase.AfterThinking;
            return end + ThinkClose.Length;
        }

        var keep = isLast ? 0 : Overlap(plain, ThinkClose);
        Think(plain[..^keep]);
        if (isLast && _options.ThinkTagOpen && !_sawText)
        {
            // The template did not open the tag after all: it was the answer.
            _phase = TextPhase.Text;
            Show(_promoted.Written);
            _promoted.Reset();
        }

        return plain.Length - keep;
    }

    private int AfterThinking(ReadOnlySpan<byte> plain, bool isLast)
    {
        var trimmed = plain.TrimStart(" \t\r\n"u8);
        if (trimmed.Length > 0 || isLast)
        {
            _phase = TextPhase.Text;
        }

        return plain.Length - trimmed.Length;
    }

    private int InText(ReadOnlySpan<byte> plain, bool isLast)
    {
        var end = plain.Length;
        byte[]? met = null;
        foreach (var stop in _stops)
        {
            var at = plain.IndexOf(stop);
            if (at >= 0 && at < end)
            {
                (end, met) = (at, stop);
            }
        }

        var call = _options.TextToolCalls ? TextToolCalls.Find(plain[..end], isLast) : -1;
        if (call >= 0)
        {
            ShowPlain(plain[..call]);
            _phase = TextPhase.Call;
            return call;
        }

        if (met is not null)
        {
            ShowPlain(plain[..end]);
            if (!IsEnded)
            {
                _escaped.Reset();
                JsonStrings.Escape(met, _escaped);
                FinishCalls(keepBroken: true);
                Raise(StopReason.StopSequence, _escaped.Written);
            }

            return plain.Length;
        }

        var keep = 0;
        if (!isLast)
        {
            foreach (var stop in _stops)
            {
                keep = Math.Max(keep, Overlap(plain, stop));
            }

            keep = _options.TextToolCalls ? Math.Max(keep, TextToolCalls.Overlap(plain)) : keep;
        }

        ShowPlain(plain[..^keep]);
        return plain.Length - keep;
    }

    private int InCall(ReadOnlySpan<byte> plain, bool isLast)
    {
        var length = TextToolCalls.Length(plain, isLast);
        if (length < 0)
        {
            return 0;
        }

        _phase = TextPhase.Text;
        if (!TextToolCalls.Read(plain[..length], _translation.Request, this))
        {
            ShowPlain(plain[..length]);
        }

        return length;
    }

    private void Think(ReadOnlySpan<byte> plain)
    {
        _escaped.Reset();
        JsonStrings.Escape(plain, _escaped);
        Thinking(_escaped.Written);
        if (_options.ThinkTagOpen && !_options.PromoteReasoning)
        {
            _promoted.Write(_escaped.Written);
        }
    }

    private void ShowPlain(ReadOnlySpan<byte> plain)
    {
        if (plain.IsEmpty)
        {
            return;
        }

        _escaped.Reset();
        JsonStrings.Escape(plain, _escaped);
        Show(_escaped.Written);
    }

    // The longest end of the text that is the beginning of what is looked for.
    private static int Overlap(ReadOnlySpan<byte> text, ReadOnlySpan<byte> wanted)
    {
        for (var length = Math.Min(text.Length, wanted.Length - 1); length > 0; length--)
        {
            if (wanted.StartsWith(text[^length..]))
            {
                return length;
            }
        }

        return 0;
    }

    private enum TextPhase : byte
    {
        Text,
        Start,
        Thinking,
        AfterThinking,
        Call,
    }
}
