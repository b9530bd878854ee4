using System.Numerics;

namespace Dragoman.Core.Routing.Sessions;

/// <summary>How the last turns of each session ended, for rules that look at <c>failure_rate</c> (D01). Bounded and thread-safe.</summary>
public sealed class SessionOutcomes(int capacity = 16 * 1024)
{
    /// <summary>So many turns of a session count.</summary>
    public const int Window = 20;

    private readonly RecentMap<string, Outcomes> _sessions = new(capacity);

    /// <summary>The share of the session's last turns that failed, 0 to 1; 0 where nothing is known.</summary>
    public double FailureRate(string session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var known = session.Length == 0 ? default : _sessions.Find(session);
        return known.Turns == 0 ? 0 : (double)BitOperations.PopCount(known.Failed) / known.Turns;
    }

    /// <summary>A turn ended. Two that end at once may count as one.</summary>
    /// <param name="session">The session; nothing is noted without.</param>
    /// <param name="failed">It failed, or another target had to be asked.</param>
    public void Note(string session, bool failed)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Length > 0)
        {
            var known = _sessions.Find(session);
            _sessions.Set(session, new Outcomes(((known.Failed << 1) | (failed ? 1u : 0u)) & ((1u << Window) - 1), Math.Min(Window, known.Turns + 1)));
        }
    }

    private readonly record struct Outcomes(uint Failed, int Turns);
}
