namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Keeps the commas right while elements of an array or members of an object are left out of a <see cref="SpliceCopy"/>.
/// </summary>
internal struct SpliceList(int start)
{
    private int _keptEnd = start;   // behind the last kept element, or behind the opening bracket
    private bool _anyKept;
    private bool _isCut;            // something behind _keptEnd was left out
    private (int Copied, int Written) _mark;

    /// <summary>An element begins here. After a cut the bytes between it and the last kept one are replaced by one comma.</summary>
    public void Begin(int at, ref SpliceCopy copy)
    {
        _mark = copy.Mark();
        if (!_isCut)
        {
            return;
        }

        copy.Replace(new Json.Slice(_keptEnd, at - _keptEnd), _anyKept ? ","u8 : default);
        _isCut = false;
    }

    /// <summary>The element ended and stays, or is left out.</summary>
    public void End(int at, bool isOut, ref SpliceCopy copy)
    {
        if (!isOut)
        {
            _keptEnd = at;
            _anyKept = true;
            return;
        }

        // With it goes what was already copied of it, and the comma in front.
        copy.Back(_mark);
        copy.UpTo(_keptEnd);
        copy.Skip(at);
        _isCut = true;
    }

    /// <summary>True when no element stayed.</summary>
    public readonly bool IsEmpty => !_anyKept;
}
