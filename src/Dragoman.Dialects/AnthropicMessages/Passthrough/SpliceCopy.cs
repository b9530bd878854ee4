using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>Copies a document from left to right and leaves parts out or replaces them.</summary>
internal ref struct SpliceCopy(ReadOnlySpan<byte> source, ByteWriter output)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private readonly ByteWriter _output = output;
    private int _copied;

    /// <summary>Copies what was not copied yet, up to an offset.</summary>
    public void UpTo(int offset)
    {
        if (offset > _copied)
        {
            _output.Write(_source[_copied..offset]);
            _copied = offset;
        }
    }

    /// <summary>Leaves out what was not copied yet, up to an offset.</summary>
    public void Skip(int offset) => _copied = Math.Max(_copied, offset);

    /// <summary>Writes something else in the place of a part.</summary>
    public void Replace(Slice part, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> more = default, ReadOnlySpan<byte> last = default)
    {
        UpTo(part.Start);
        _output.Write(bytes);
        _output.Write(more);
        _output.Write(last);
        Skip(part.End);
    }

    /// <summary>Where the copy stands, to come back to.</summary>
    public readonly (int Copied, int Written) Mark() => (_copied, _output.Length);

    /// <summary>Takes back what was copied since.</summary>
    public void Back((int Copied, int Written) mark)
    {
        _copied = mark.Copied;
        _output.Truncate(mark.Written);
    }

    /// <summary>Copies the rest.</summary>
    public void Finish() => UpTo(_source.Length);
}
