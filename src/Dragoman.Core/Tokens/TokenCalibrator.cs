using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tokens;

/// <summary>
/// Counts tokens from what was reported before (A22): in a session the last turn's prefix is known exactly and only what was
/// appended is estimated, with what this model's real counts taught. Thread-safe; bounded in sessions and models.
/// </summary>
/// <param name="maxSessions">Sessions that are remembered; the one not seen for longest goes first.</param>
public sealed class TokenCalibrator(int maxSessions = 4096)
{
    private const int MaxModels = 4096;

    private readonly Lock _lock = new();
    private readonly SessionMemory _sessions = new(maxSessions);
    private readonly Dictionary<string, LearnedRatio> _models = new(StringComparer.Ordinal);

    /// <summary>Input tokens of a request: the exact count of the last turn's prefix and an estimate of the rest.</summary>
    /// <param name="session">The session's and agent's name; empty where there is none.</param>
    /// <param name="target">Who would be asked.</param>
    /// <param name="request">The request.</param>
    public long Count(string session, RouteTarget target, ConversationRequest request) => Count(session, target, request, out _, out _);

    /// <summary>The same, and how it came about.</summary>
    /// <param name="session">The session's and agent's name; empty where there is none.</param>
    /// <param name="target">Who would be asked.</param>
    /// <param name="request">The request.</param>
    /// <param name="knownPrefix">Of the count, the tokens that are known exactly; 0 where all of it is estimated.</param>
    public long Count(string session, RouteTarget target, ConversationRequest request, out long knownPrefix) =>
        Count(session, target, request, out knownPrefix, out _);

    /// <summary>The same, and what can be learned from once the turn was served, when the request may be gone.</summary>
    /// <param name="session">The session's and agent's name; empty where there is none.</param>
    /// <param name="target">Who would be asked.</param>
    /// <param name="request">The request.</param>
    /// <param name="knownPrefix">Of the count, the tokens that are known exactly; 0 where all of it is estimated.</param>
    /// <param name="measured">For <see cref="Learn(string, in MeasuredRequest, in Usage)"/>.</param>
    public long Count(
        string session, RouteTarget target, ConversationRequest request, out long knownPrefix, out MeasuredRequest measured)
    {
        LastTurn last;
        LearnedRatio ratio;
        lock (_lock)
        {
            last = Last(session, target.Name);
            ratio = _models.GetValueOrDefault(target.Name, LearnedRatio.Start);
        }

        // Measuring takes microseconds to milliseconds, so it stays outside the lock.
        var family = TokenFamily.Of(target.Model);
        var measure = TokenEstimator.Measure(request, TokenEstimator.CountsThinking(target), last.Messages, out var prefix);
        var whole = family.Tokens(in measure);
        var isKnown = last.Messages > 0 && prefix.Equals(last.Measure);
        var appended = isKnown ? whole - family.Tokens(in prefix) : 0;
        measured = new MeasuredRequest
        {
            Model = target.Name,
            Messages = request.Messages.Length,
            Measure = measure,
            Whole = whole,
            Appended = appended,
            LastTokens = last.Tokens,
        };
        knownPrefix = isKnown ? last.Tokens : 0;
        return isKnown
            ? last.Tokens + (long)Math.Round(Math.Max(appended, 0) * ratio.Appended)
            : Math.Max((long)Math.Round(whole * ratio.Whole), 1);
    }

    /// <summary>Learns from a turn that was served.</summary>
    /// <param name="session">The session's and agent's name; empty where there is none.</param>
    /// <param name="target">Who was asked.</param>
    /// <param name="request">The request, still alive.</param>
    /// <param name="usage">What was reported; nothing is learned from what was not.</param>
    public void Learn(string session, RouteTarget target, ConversationRequest request, in Usage usage)
    {
        Count(session, target, request, out _, out var measured);
        Learn(session, in measured, in usage);
    }

    /// <summary>Learns from a turn that was counted and then served.</summary>
    /// <param name="session">The session's and agent's name; empty where there is none.</param>
    /// <param name="measured">What counting found out.</param>
    /// <param name="usage">What was reported; nothing is learned from what was not.</param>
    public void Learn(string session, in MeasuredRequest measured, in Usage usage)
    {
        var tokens = usage.TotalInputTokens;
        if (!usage.IsReported || tokens <= 0 || measured.Model is not { } model)
        {
            return;
        }

        lock (_lock)
        {
            var ratio = _models.GetValueOrDefault(model, LearnedRatio.Start)
                .LearnWhole(tokens, measured.Whole)
                .LearnAppended(tokens - measured.LastTokens, measured.Appended);
            if (_models.Count < MaxModels || _models.ContainsKey(model))
            {
                _models[model] = ratio;
            }

            if (session.Length > 0)
            {
                _sessions.Remember(session, new LastTurn(model, measured.Messages, measured.Measure, tokens));
            }
        }
    }

    private LastTurn Last(string session, string model) =>
        session.Length > 0 && _sessions.Find(session) is { } found && found.Model == model ? found : default;
}
