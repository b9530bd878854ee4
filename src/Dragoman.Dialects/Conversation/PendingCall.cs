using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>One tool call as it arrives.</summary>
internal sealed class PendingCall(int index) : IDisposable
{
    /// <summary>Follows the arguments.</summary>
    public ArgumentScanner Scanner;

    /// <summary>The upstream's index; -1 where it gives none.</summary>
    public int Index { get; } = index;

    /// <summary>The upstream's id; empty while it gave none.</summary>
    public ByteWriter Id { get; } = new(256);

    /// <summary>The first piece of the name.</summary>
    public ByteWriter Name { get; } = new(256);

    /// <summary>All pieces of the name in a row, for hosts that cut it.</summary>
    public ByteWriter WholeName { get; } = new(256);

    /// <summary>The arguments so far, escaped content.</summary>
    public ByteWriter Arguments { get; } = new(256);

    /// <summary>Bytes of the arguments that were raised.</summary>
    public int Sent { get; set; }

    /// <summary>The arguments where they are a whole JSON object, escaped content.</summary>
    public ReadOnlySpan<byte> Whole => Arguments.Written[Scanner.Start..Scanner.End];

    /// <summary>The arguments as they were repaired, escaped content; null where they were not.</summary>
    public byte[]? Repaired { get; set; }

    /// <summary>Its block was opened.</summary>
    public bool IsStarted { get; set; }

    /// <summary>Its block was closed, or it was dropped: nothing more is taken.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The host repeats all arguments in each piece (H-314).</summary>
    public bool IsSnapshot { get; set; }

    /// <summary>The arguments are a whole JSON object.</summary>
    public bool IsComplete => Scanner.End > 0;

    /// <summary>Arguments that are an object without members so far: a real one may follow (H-219).</summary>
    public bool MayBeEmptyPrefix => Scanner.First == '{' && !Scanner.HasMembers;

    /// <summary>Adds a piece of the name; hosts repeat it or cut it (H-214).</summary>
    public void AddName(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty || IsStarted)
        {
            return;
        }

        if (Name.Length == 0)
        {
            Name.Write(piece);
        }

        WholeName.Write(piece);
    }

    /// <summary>Adds a piece of the arguments.</summary>
    public void AddArguments(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        var sofar = Arguments.Length;
        if (IsRepeat(piece))
        {
            if (piece.Length <= sofar)
            {
                return;
            }

            IsSnapshot = true;
            piece = piece[sofar..];
        }

        Arguments.Write(piece);
        Scanner.Read(Arguments.Written);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Id.Dispose();
        Name.Dispose();
        WholeName.Dispose();
        Arguments.Dispose();
    }

    // A piece that begins with everything there was, or that is all of it again from a host that was seen to do so. Where a value may
    // follow, `{"a":` behind `{"a":` is an object in an object and no repetition.
    private bool IsRepeat(ReadOnlySpan<byte> piece)
    {
        var sofar = Arguments.Written;
        return sofar.Length >= 2
            && ((piece.Length > sofar.Length && piece.StartsWith(sofar) && !IsComplete && (IsSnapshot || !Scanner.IsBeforeValue))
                || ((IsSnapshot || IsComplete) && piece.Length <= sofar.Length && sofar.StartsWith(piece) && piece.Length > 0));
    }
}
