namespace Dragoman.Testing;

/// <summary>
/// A script in the manner of an agent: answers given one after the other to the turns of a conversation. Lanes keep
/// conversations apart (subagents, side requests); a request goes to the first lane whose condition it meets, else to the
/// main lane. Requests that offer no tools are side requests (titles, summaries) and get <see cref="SideText"/> unless a
/// lane takes them. A lane that has run dry fails the request, so that an endless client is seen.
/// </summary>
public sealed class ScriptedAgent
{
    private readonly Lock _gate = new();
    private readonly List<(Func<RecordedRequest, bool> When, Queue<Func<RecordedRequest, Answer>> Answers)> _lanes = [];
    private readonly Queue<Func<RecordedRequest, Answer>> _main = new();
    private int _mainTurns;

    /// <summary>Starts a script with the answers of the main conversation.</summary>
    public ScriptedAgent(params Answer[] answers)
    {
        foreach (var answer in answers)
        {
            Then(answer);
        }
    }

    /// <summary>The text that side requests get.</summary>
    public string SideText { get; init; } = "Scripted side answer";

    /// <summary>How many requests the main lane has answered.</summary>
    public int MainTurns => Volatile.Read(ref _mainTurns);

    /// <summary>Answers the next turn of the main conversation.</summary>
    public ScriptedAgent Then(Answer answer) => Then(_ => answer);

    /// <summary>Answers the next turn of the main conversation by what the request says.</summary>
    public ScriptedAgent Then(Func<RecordedRequest, Answer> answer)
    {
        _main.Enqueue(answer);
        return this;
    }

    /// <summary>Opens a lane: requests that meet the condition get these answers, in order.</summary>
    public ScriptedAgent When(Func<RecordedRequest, bool> condition, params Answer[] answers) =>
        When(condition, [.. answers.Select(answer => (Func<RecordedRequest, Answer>)(_ => answer))]);

    /// <summary>Opens a lane whose answers depend on the request.</summary>
    public ScriptedAgent When(Func<RecordedRequest, bool> condition, params Func<RecordedRequest, Answer>[] answers)
    {
        _lanes.Add((condition, new Queue<Func<RecordedRequest, Answer>>(answers)));
        return this;
    }

    /// <summary>The script for a fake.</summary>
    public Answer Answer(RecordedRequest request)
    {
        Func<RecordedRequest, Answer> next;
        lock (_gate)
        {
            var lane = _lanes.FirstOrDefault(lane => lane.When(request));
            if (lane.Answers is null && !request.Conversation.OffersTools)
            {
                return Testing.Answer.Text(SideText);
            }

            var answers = lane.Answers ?? _main;
            if (!answers.TryDequeue(out next!))
            {
                var said = request.Conversation.UserTexts.LastOrDefault() ?? string.Empty;
                throw new InvalidOperationException(
                    $"the script has no answer left for request {request.Number}: …{said[Math.Max(0, said.Length - 120)..]}");
            }

            if (lane.Answers is null)
            {
                Interlocked.Increment(ref _mainTurns);
            }
        }

        return next(request);
    }
}
