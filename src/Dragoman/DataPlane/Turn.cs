using Dragoman.Core.Caching;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Core.Tokens;
using Dragoman.DataPlane.Admission;
using Dragoman.Dialects;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Conversation.Phases;
using Dragoman.Dialects.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>
/// One turn on its way: everything received, decided and found out about it. Each stage of <see cref="TurnPipeline"/> fills in
/// its part; settling reads them all. A turn holds one policy snapshot to its end.
/// </summary>
internal sealed class Turn : IDisposable
{
    private ConversationRequest? _request;
    private long _searches;
    private long _searchCost;
    private TurnAdmission _admission;

    /// <summary>The exchange with the client.</summary>
    public required HttpContext Http { get; init; }

    /// <summary>The policy that was in force when the turn arrived.</summary>
    public required PolicySnapshot Policy { get; init; }

    /// <summary>What its URL said.</summary>
    public required ClientCall Call { get; init; }

    /// <summary>The dialect that the client speaks.</summary>
    public IDialect ClientDialect => Call.Dialect;

    /// <summary>The id under which client and record know the turn.</summary>
    public required string Id { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The same moment as a time stamp, for durations.</summary>
    public required long StartedStamp { get; init; }

    /// <summary>Who it belongs to; without a key while nobody was identified.</summary>
    public TurnIdentity Identity { get; set; }

    /// <summary>What admission found and set aside.</summary>
    public ref TurnAdmission Admission => ref _admission;

    /// <summary>The body's bytes; null while it was not received.</summary>
    public Arena? Arena { get; set; }

    /// <summary>Where the body stands in <see cref="Arena"/>.</summary>
    public Slice Body { get; set; }

    /// <summary>What was seen in a Messages body without parsing all of it, for passing its bytes.</summary>
    public MessagesScan Scan { get; set; }

    /// <summary>What routing and records want to know of the request, in whichever dialect it came.</summary>
    public TurnShape Shape { get; set; }

    /// <summary>What the turn is for.</summary>
    public TurnPhase Phase { get; set; }

    /// <summary>The model id as the client wrote it.</summary>
    public string RequestedModel { get; set; } = string.Empty;

    /// <summary>Estimated input tokens.</summary>
    public long EstimatedInputTokens { get; set; }

    /// <summary>What the newest translation measured, for the calibrator to learn from.</summary>
    public MeasuredRequest Measured { get; set; }

    /// <summary>Where it goes and why; null while that was not decided.</summary>
    public RouteDecision? Decision => Routed.Decision;

    /// <summary>The same with the order in which targets are tried; empty while that was not decided.</summary>
    public RoutedTurn Routed { get; set; }

    /// <summary>The route that is taken; null while none is.</summary>
    public Core.Routing.Route? Route => Routed.Route;

    /// <summary>What routing looked at.</summary>
    public TurnFacts RoutingFacts { get; set; }

    /// <summary>The target of the newest attempt.</summary>
    public RouteTarget? Target { get; set; }

    /// <summary>Targets that failed before the last one was asked, with the causes; empty for none (D05).</summary>
    public string Fallbacks { get; private set; } = string.Empty;

    /// <summary>Requests that were sent upstream.</summary>
    public int Attempts { get; set; }

    /// <summary>What the newest translation lost; empty for passing bytes.</summary>
    public string Losses { get; set; } = string.Empty;

    /// <summary>What became of the client's cache hints: honoured, remapped, dropped, or empty for none given (A13).</summary>
    public string CacheHint { get; set; } = string.Empty;

    /// <summary>True where the gateway runs tools for the model, in several rounds.</summary>
    public bool IsLoop { get; set; }

    /// <summary>Searches that the gateway ran for the model; they are in the answer's counts as well (H-183).</summary>
    public long Searches => Interlocked.Read(ref _searches);

    /// <summary>What those cost, in nano-dollars.</summary>
    public long SearchCost => Interlocked.Read(ref _searchCost);

    /// <summary>What is known of the answer.</summary>
    public AnswerFacts Facts { get; } = new();

    /// <summary>What watching its session found out; null where the client names none.</summary>
    public Watch.TurnWatch? Watch { get; set; }

    /// <summary>The fault that an administrator put into it; null for none.</summary>
    public string? Fault { get; set; }

    /// <summary>After how many events the newest attempt's answer is to break; null for never.</summary>
    public int? FaultCut { get; set; }

    /// <summary>Why it did not work out; null while it does.</summary>
    public Failure? Failure { get; set; }

    /// <summary>Bytes sent to the client.</summary>
    public long ResponseBytes { get; set; }

    /// <summary>True when the client wants a stream.</summary>
    public bool WantsStream => Shape.Stream;

    /// <summary>The request in the conversation model where <see cref="Parse"/> made one; else null.</summary>
    public ConversationRequest? Request => IsParsed ? _request : null;

    /// <summary>What making, extending and keeping explicit caches cost for this turn, in nano-dollars.</summary>
    public long CacheCost { get; private set; }

    /// <summary>Learns what the turn read from the provider's own cache; null where nothing can be learned from it.</summary>
    public CacheSession? CacheSession { get; set; }

    private bool IsParsed { get; set; }

    /// <summary>Another target is tried in place of one that failed.</summary>
    public void NoteFallback(RouteTarget failed, Failure failure) =>
        Fallbacks += $"{(Fallbacks.Length > 0 ? "; " : "")}{failed.Name}: {failure.Cause}";

    /// <summary>A cache was made or extended.</summary>
    public void AddCacheCost(long nanoUsd) => CacheCost += nanoUsd;

    /// <summary>One search was run; several may be at once.</summary>
    public void AddSearch(long nanoUsd)
    {
        Interlocked.Increment(ref _searches);
        Interlocked.Add(ref _searchCost, nanoUsd);
    }

    /// <summary>
    /// The whole request in the conversation model, read at most once: only translations need it. Null and a failure where the
    /// body is not what the protocol allows.
    /// </summary>
    public ConversationRequest? Parse(out Failure? failure)
    {
        failure = null;
        if (IsParsed)
        {
            return _request;
        }

        var request = ConversationRequest.Rent(Arena!);
        request.Body = Body;
        // A body that was scanned was found valid.
        request.IsUtf8 = !Scan.Model.IsAbsent;
        failure = ClientRequest.Read(Call, request);
        // From here on the request owns the arena, read or not.
        _request = request;
        IsParsed = failure is null;
        return Request;
    }

    /// <summary>
    /// Gives the body's buffer back before the turn ends: nothing will read it again once an answer has begun to pass (P7).
    /// </summary>
    public void ReleaseBody() => Dispose();

    /// <summary>The same where a small request still has what the rest of the turn looks up; the turn disposes that at its end.</summary>
    public void KeepOnly(ConversationRequest small)
    {
        Dispose();
        _request = small;
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        if (_request is not null)
        {
            _request.Dispose();
            _request = null;
            IsParsed = false;
        }
        else
        {
            Arena?.Dispose();
        }

        Arena = null;
    }
}
