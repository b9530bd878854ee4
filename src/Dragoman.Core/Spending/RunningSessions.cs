namespace Dragoman.Core.Spending;

/// <summary>
/// When each session last ran. Two generations, so that no number of sessions makes it grow: the older one goes when the newer is full.
/// </summary>
internal sealed class RunningSessions(int capacity = 32_768)
{
    private Dictionary<ulong, long> _young = [];
    private Dictionary<ulong, long> _old = [];

    public bool RanSince(ulong session, long sinceUs) =>
        session != 0 && ((_young.TryGetValue(session, out var last) || _old.TryGetValue(session, out last)) && last >= sinceUs);

    public void Note(ulong session, long nowUs)
    {
        if (session == 0)
        {
            return;
        }

        if (_young.Count >= capacity && !_young.ContainsKey(session))
        {
            (_old, _young) = (_young, _old);
            _young.Clear();
        }

        _young[session] = nowUs;
    }
}
