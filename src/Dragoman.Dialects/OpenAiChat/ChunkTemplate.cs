using System.Buffers;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// The chunks of a stream repeat their frame around a small piece of text. After a chunk that said nothing else was read in full,
/// its frame is kept; a chunk with the same bytes around its piece says the same, and needs no reading. The piece itself is
/// checked to be one string, so that a match can never be anything else.
/// </summary>
internal sealed class ChunkTemplate : IDisposable
{
    private static readonly SearchValues<byte> StringStops = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private readonly ByteWriter _prefix = new(512);
    private readonly ByteWriter _middle = new(512);
    private readonly ByteWriter _suffix = new(256);
    private TemplateKind _kind;
    private int _index;
    private bool _hasPadding;

    private TemplateKind _seenKind;
    private Slice _seen;
    private int _seenIndex;
    private bool _isSpoilt;

    /// <summary>True when the chunk has the known frame; then its piece is the string between.</summary>
    public bool TryMatch(ReadOnlySpan<byte> data, out TemplatePiece piece)
    {
        piece = default;
        if (_kind == TemplateKind.None || !data.StartsWith(_prefix.Written))
        {
            return false;
        }

        var start = _prefix.Length;
        var length = StringLength(data, start);
        if (length < 0)
        {
            return false;
        }

        var rest = data[(start + length)..];
        if (_hasPadding)
        {
            // Random padding varies in its own string (H-352).
            if (!rest.StartsWith(_middle.Written))
            {
                return false;
            }

            var padding = StringLength(rest, _middle.Length);
            if (padding < 0)
            {
                return false;
            }

            rest = rest[(_middle.Length + padding)..];
        }

        if (!rest.SequenceEqual(_suffix.Written))
        {
            return false;
        }

        piece = new TemplatePiece(_kind, data.Slice(start, length), _index);
        return true;
    }

    /// <summary>A chunk is about to be read in full.</summary>
    public void Begin()
    {
        _seenKind = TemplateKind.None;
        _isSpoilt = false;
    }

    /// <summary>The chunk says this; the slice is the string with its quotes.</summary>
    public void See(TemplateKind kind, Slice quoted, int index)
    {
        _isSpoilt |= _seenKind != TemplateKind.None;
        _seenKind = kind;
        _seen = quoted;
        _seenIndex = index;
    }

    /// <summary>The chunk says something that a template cannot.</summary>
    public void Spoil() => _isSpoilt = true;

    /// <summary>Keeps the frame of the chunk that was just read, if it said one thing only.</summary>
    public void Learn(ReadOnlySpan<byte> data, Slice padding)
    {
        if (_isSpoilt || _seenKind == TemplateKind.None)
        {
            return;
        }

        var end = _seen.End - 1;
        _hasPadding = !padding.IsAbsent && padding.Start > end;
        if (!padding.IsAbsent && !_hasPadding)
        {
            _kind = TemplateKind.None;
            return;
        }

        _prefix.Reset();
        _prefix.Write(data[..(_seen.Start + 1)]);
        _middle.Reset();
        _suffix.Reset();
        if (_hasPadding)
        {
            _middle.Write(data[end..padding.Start]);
            _suffix.Write(data[padding.End..]);
        }
        else
        {
            _suffix.Write(data[end..]);
        }

        _kind = _seenKind;
        _index = _seenIndex;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _prefix.Dispose();
        _middle.Dispose();
        _suffix.Dispose();
    }

    // The length of the string content that begins here, up to its closing quote; -1 where none ends.
    private static int StringLength(ReadOnlySpan<byte> data, int start)
    {
        var hit = data[start..].IndexOfAny(StringStops);
        if (hit < 0)
        {
            return -1;
        }

        if (data[start + hit] == '"')
        {
            return hit;
        }

        var cursor = new JsonCursor(data, start - 1);
        var content = cursor.ReadString();
        return cursor.Failed ? -1 : content.Length;
    }
}

/// <summary>What the piece of a repeated chunk is.</summary>
internal enum TemplateKind : byte
{
    /// <summary>There is no template.</summary>
    None,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Thinking.</summary>
    Reasoning,

    /// <summary>Arguments of a call that is known by its index.</summary>
    Arguments,
}

/// <summary>The piece of a chunk with a known frame.</summary>
/// <param name="kind">What it is.</param>
/// <param name="text">The escaped content.</param>
/// <param name="index">For arguments: the call's index.</param>
internal readonly ref struct TemplatePiece(TemplateKind kind, ReadOnlySpan<byte> text, int index)
{
    /// <summary>What it is.</summary>
    public TemplateKind Kind { get; } = kind;

    /// <summary>The escaped content.</summary>
    public ReadOnlySpan<byte> Text { get; } = text;

    /// <summary>For arguments: the call's index.</summary>
    public int Index { get; } = index;
}
