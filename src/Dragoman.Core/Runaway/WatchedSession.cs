using Dragoman.Core.Configuration;

namespace Dragoman.Core.Runaway;

/// <summary>A session with its tree of agents. Whoever uses it holds its lock.</summary>
internal sealed class WatchedSession
{
    private const int MaxAgents = 256;
    private const long AgentsWindowMs = 600_000;

    private readonly Dictionary<string, WatchedAgent> _agents = new(StringComparer.Ordinal);
    private readonly SpendWindow _spend = new();
    private readonly Queue<long> _starts = new();

    public RunawayVerdict Pause { get; private set; }

    /// <summary>How many agents are known.</summary>
    public int AgentCount => _agents.Count;

    /// <summary>Decides about a turn. What is paused stays so; a loop's pause ends when the user says something new to that agent.</summary>
    public RunawayVerdict Look(in RunawayAsk ask, RunawayConfig config, long nowMs)
    {
        var agent = Agent(ask, nowMs);
        if (ask.IsUserPrompt)
        {
            agent.Steps.Clear();
            agent.Pause = default;
        }

        if (Pause.Level == RunawayLevel.Pause)
        {
            return Pause;
        }

        if (agent.Pause.Level == RunawayLevel.Pause)
        {
            return agent.Pause;
        }

        var found = default(RunawayVerdict);
        if (config.Depth > 0 && agent.Depth > config.Depth)
        {
            found = new(RunawayLevel.Pause, RunawayCause.Depth, agent.Depth);
        }

        var repeats = agent.Steps.Take(ask.Step, nowMs, (long)config.Patience.TotalMilliseconds);
        found = Worse(found, config.Repeats, RunawayCause.Repeats, repeats);
        if (found.Level == RunawayLevel.Pause)
        {
            agent.Pause = found;
            return found;
        }

        found = Worse(found, config.Agents, RunawayCause.Agents, StartedLately(nowMs));
        found = Worse(found, config.Spend, RunawayCause.Spend, _spend.PerMinute(nowMs));
        if (found.Level == RunawayLevel.Pause)
        {
            Pause = found;
        }

        return found;
    }

    public void Spent(long nanoUsd, long nowMs) => _spend.Add(nanoUsd, nowMs);

    /// <summary>Puts a token into whatever was paused now.</summary>
    public void Name(in RunawayVerdict pause, string agentId)
    {
        if (Pause.Level == RunawayLevel.Pause)
        {
            Pause = pause;
        }
        else if (_agents.TryGetValue(agentId, out var agent))
        {
            agent.Pause = pause;
        }
    }

    /// <summary>Lets everything go on, and counts anew. False where nothing was paused.</summary>
    public bool Resume()
    {
        var wasPaused = Pause.Level == RunawayLevel.Pause;
        Pause = default;
        _spend.Clear();
        _starts.Clear();
        foreach (var agent in _agents.Values)
        {
            wasPaused |= agent.Pause.Level == RunawayLevel.Pause;
            agent.Pause = default;
            agent.Steps.Clear();
        }

        return wasPaused;
    }

    /// <summary>Everything that is paused in it: the agent (empty for the whole session or its main agent) and why.</summary>
    public IEnumerable<(string Agent, RunawayVerdict Why)> Pauses() => Pause.Level == RunawayLevel.Pause
        ? [(string.Empty, Pause)]
        : _agents.Where(one => one.Value.Pause.Level == RunawayLevel.Pause).Select(one => (one.Key, one.Value.Pause)).ToList();

    private WatchedAgent Agent(in RunawayAsk ask, long nowMs)
    {
        if (_agents.TryGetValue(ask.AgentId, out var known))
        {
            return known;
        }

        if (_agents.Count >= MaxAgents)
        {
            DropOldest();
        }

        // A parent that was never seen is the main agent, or one that was forgotten: at least one level up.
        var depth = ask.AgentId.Length == 0 ? 0 : _agents.TryGetValue(ask.ParentAgentId, out var parent) ? parent.Depth + 1 : 1;
        if (ask.AgentId.Length > 0)
        {
            _starts.Enqueue(nowMs);
        }

        return _agents[ask.AgentId] = new WatchedAgent(ask.ParentAgentId, depth, nowMs);
    }

    private void DropOldest()
    {
        var oldest = _agents.Where(one => one.Key.Length > 0).MinBy(one => one.Value.StartedMs).Key;
        _agents.Remove(oldest);
    }

    private long StartedLately(long nowMs)
    {
        while (_starts.Count > 0 && nowMs - _starts.Peek() > AgentsWindowMs)
        {
            _starts.Dequeue();
        }

        return _starts.Count;
    }

    private static RunawayVerdict Worse(in RunawayVerdict known, in RunawayLevels levels, RunawayCause cause, long count)
    {
        var level = levels.Of(count);
        return level > known.Level ? new RunawayVerdict(level, cause, count) : known;
    }
}
