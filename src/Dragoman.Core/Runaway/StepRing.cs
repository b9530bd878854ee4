namespace Dragoman.Core.Runaway;

/// <summary>
/// An agent's last steps. A step that is like the one before is a repeat; so is a round of two or three steps that is like the
/// round before. Not thread-safe.
/// </summary>
internal sealed class StepRing
{
    private const int Size = 40;
    private const int LongestRound = 3;
    private const int Whole = 10;

    private readonly (ulong Signature, byte Weight)[] _steps = new (ulong, byte)[Size];
    private int _count;
    private ulong _lastId;
    private long _lastAt;

    /// <summary>Takes a step and says how many whole repeats stand at the end.</summary>
    public long Take(in TurnStep step, long nowMs, long patienceMs)
    {
        // The same request again is the client's retry, not the model's.
        if (step.Signature != 0 && step.Id != _lastId)
        {
            var isPatient = step.IsPatient || (_count > 0 && nowMs - _lastAt >= patienceMs);
            _steps[_count % Size] = (step.Signature, isPatient ? (byte)1 : (byte)Whole);
            _count++;
            _lastId = step.Id;
            _lastAt = nowMs;
        }

        long most = 0;
        for (var round = 1; round <= LongestRound; round++)
        {
            most = Math.Max(most, Repeats(round));
        }

        return most;
    }

    public void Clear() => _count = 0;

    private long Repeats(int round)
    {
        long weight = 0;
        var same = 0;
        var oldest = Math.Max(0, _count - Size);
        for (var at = _count - 1; at - round >= oldest && At(at).Signature == At(at - round).Signature; at--)
        {
            weight += At(at).Weight;
            same++;
        }

        return same < round ? 0 : weight / (Whole * round);
    }

    private (ulong Signature, byte Weight) At(int step) => _steps[step % Size];
}
