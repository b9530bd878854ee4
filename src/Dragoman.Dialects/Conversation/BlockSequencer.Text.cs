using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

// Text and refusals.
public sealed partial class BlockSequencer
{
    private readonly ByteWriter _heldText = new(256);
    private readonly ByteWriter _heldThinking = new(256);
    private readonly ByteWriter _blank = new(256);
    private readonly ByteWriter _refusal = new(256);
    private readonly ByteWriter _promoted = new(256);
    private readonly ByteWriter _joined = new(256);
    private readonly ByteWriter _deferred = new(256);
    private readonly List<(BlockKind Kind, int Length)> _deferredParts = [];

    private long _visibleBytesLeft;
    private bool _refused;
    private bool _sawThinking;
    private bool _sawText;

    /// <summary>A piece of text, escaped content.</summary>
    public void Text(ReadOnlySpan<byte> text)
    {
        if (IsEnded || text.IsEmpty || Defer(BlockKind.Text, text))
        {
            return;
        }

        text = WithHeld(_heldText, text);
        if (_looksIntoText)
        {
            PlainText(text);
        }
        else
        {
            Show(text);
        }
    }

    /// <summary>A piece of a refusal, escaped content: shown as text, and the reason of the end (H-201).</summary>
    public void Refusal(ReadOnlySpan<byte> text)
    {
        if (IsEnded || text.IsEmpty)
        {
            return;
        }

        _refused = true;
        _refusal.Write(text);
        Show(text);
    }

    /// <summary>Adds to a refusal's explanation (escaped content) without showing it as text.</summary>
    public void Explain(ReadOnlySpan<byte> text) => _refusal.Write(text);

    // Text that is certain to be shown.
    private void Show(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || IsEnded)
        {
            return;
        }

        if (!_isOpen || _open != BlockKind.Text)
        {
            // White space alone opens no block: a blank text is refused when it comes back (H-041, H-277).
            if (EscapedText.IsBlank(text))
            {
                _blank.Write(text);
                return;
            }

            if (_visibleBytesLeft == 0)
            {
                Raise(StopReason.MaxTokens);
                return;
            }

            CloseCalls();
            Open(BlockKind.Text, default, default);
            _sawText = true;
            if (_blank.Length > 0)
            {
                EmitText(_blank.Written);
                _blank.Reset();
                if (IsEnded)
                {
                    return;
                }
            }
        }

        EmitText(text);
    }

    private void EmitText(ReadOnlySpan<byte> text)
    {
        if (_visibleBytesLeft >= 0)
        {
            var fits = EscapedText.Boundary(text, (int)Math.Min(_visibleBytesLeft, text.Length));
            _visibleBytesLeft -= text.Length;
            if (_visibleBytesLeft < 0)
            {
                _bytes += fits;
                if (fits > 0)
                {
                    Emit(DeltaKind.Text, text[..fits]);
                }

                // The client's own bound is reached (H-151, H-360).
                Raise(StopReason.MaxTokens);
                return;
            }
        }

        _bytes += text.Length;
        Emit(DeltaKind.Text, text);
        FlushCitations();
    }

    // Half a surrogate pair waits for its other half (H-223).
    private ReadOnlySpan<byte> WithHeld(ByteWriter held, ReadOnlySpan<byte> text)
    {
        var open = EscapedText.OpenSurrogate(text);
        if (held.Length == 0 && open == 0)
        {
            return text;
        }

        _joined.Reset();
        _joined.Write(held.Written);
        _joined.Write(text[..^open]);
        held.Reset();
        held.Write(text[^open..]);
        return _joined.Written;
    }

    // While a call is incomplete, other content waits until it has stopped (H-318).
    private bool Defer(BlockKind kind, ReadOnlySpan<byte> text)
    {
        if (!IsInCall())
        {
            return false;
        }

        _deferred.Write(text);
        if (_deferredParts.Count > 0 && _deferredParts[^1].Kind == kind)
        {
            _deferredParts[^1] = (kind, _deferredParts[^1].Length + text.Length);
        }
        else
        {
            _deferredParts.Add((kind, text.Length));
        }

        return true;
    }

    private void FlushDeferred()
    {
        if (_deferredParts.Count == 0)
        {
            return;
        }

        var at = 0;
        using var texts = new ByteWriter(_deferred.Length);
        texts.Write(_deferred.Written);
        var parts = _deferredParts.ToArray();
        _deferred.Reset();
        _deferredParts.Clear();
        foreach (var (kind, length) in parts)
        {
            var text = texts.Written.Slice(at, length);
            at += length;
            if (kind == BlockKind.Thinking)
            {
                Thinking(text);
            }
            else
            {
                Text(text);
            }
        }
    }

    // A model that wrote its whole answer where only its thinking belongs (H-197).
    private void Promote()
    {
        if (_options.PromoteReasoning && _sawThinking && !_sawText && !_hasTool && _finish is StopReason.None or StopReason.EndTurn
            && _promoted.Length > 0)
        {
            Show(_promoted.Written);
        }
    }

    private void DisposeText()
    {
        _heldText.Dispose();
        _heldThinking.Dispose();
        _blank.Dispose();
        _refusal.Dispose();
        _promoted.Dispose();
        _joined.Dispose();
        _deferred.Dispose();
        _plain.Dispose();
        _citations.Dispose();
        _escaped.Dispose();
    }
}
