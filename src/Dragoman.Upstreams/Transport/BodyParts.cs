namespace Dragoman.Upstreams.Transport;

/// <summary>A request's body in up to three parts that are sent one behind the other, so that an edit in the middle copies nothing.</summary>
/// <param name="First">The first part; empty for no body.</param>
/// <param name="Second">The second part.</param>
/// <param name="Third">The third part.</param>
public readonly record struct BodyParts(
    ReadOnlyMemory<byte> First, ReadOnlyMemory<byte> Second = default, ReadOnlyMemory<byte> Third = default)
{
    /// <summary>All bytes.</summary>
    public int Length => First.Length + Second.Length + Third.Length;

    /// <summary>All bytes in one place, for who must see them so, as a signature over them must. Copies only where there are several parts.</summary>
    public ReadOnlyMemory<byte> Whole()
    {
        if (Length == First.Length)
        {
            return First;
        }

        var whole = new byte[Length];
        First.CopyTo(whole);
        Second.CopyTo(whole.AsMemory(First.Length));
        Third.CopyTo(whole.AsMemory(First.Length + Second.Length));
        return whole;
    }

    /// <summary>A body that stands in one place.</summary>
    public static implicit operator BodyParts(ReadOnlyMemory<byte> whole) => new(whole);

    /// <summary>The same of an array.</summary>
    public static implicit operator BodyParts(byte[] whole) => new(whole);
}
