using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Health;
using Dragoman.Core.Tokens;
using Dragoman.DataPlane.Admission;
using Dragoman.DataPlane.Faults;
using Dragoman.Dialects.Conversation;
using Dragoman.Upstreams.Transport;
using Microsoft.Extensions.Logging;

namespace Dragoman.DataPlane;

/// <summary>
/// What the attempts of one turn share: the client's end, the transport, and what has already been said to the client.
/// </summary>
internal sealed class Converse(
    Turn turn,
    ClientStream client,
    UpstreamClient transport,
    TimeProvider time,
    IIdSource ids,
    TokenCalibrator calibrator,
    RefusalMemory refusals,
    RemedyMemory remedies,
    SignatureEnvelope envelope,
    WebTools webTools,
    Attempts attempts,
    HealthBook health,
    ExplicitCaches caches,
    SignatureMemory signatures,
    Admitter admitter,
    ILogger log)
{
    // A host that refuses one member after the other is asked this often at most.
    private const int MaxRemedies = 6;

    private readonly List<Remedy> _applied = [];

    /// <summary>The turn.</summary>
    public Turn Turn => turn;

    /// <summary>The client's end.</summary>
    public ClientStream Client => client;

    /// <summary>Sends upstream.</summary>
    public UpstreamClient Transport => transport;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Makes ids.</summary>
    public IIdSource Ids => ids;

    /// <summary>Counts tokens.</summary>
    public TokenCalibrator Calibrator => calibrator;

    /// <summary>What upstreams have just refused.</summary>
    public RefusalMemory Refusals => refusals;

    /// <summary>Seals provenance.</summary>
    public SignatureEnvelope Envelope => envelope;

    /// <summary>Runs searches and fetches for models whose provider does not.</summary>
    public WebTools WebTools => webTools;

    /// <summary>Explicit caches of running sessions.</summary>
    public ExplicitCaches Caches => caches;

    /// <summary>Signatures that clients may not give back.</summary>
    public SignatureMemory Signatures => signatures;

    /// <summary>Watches what the newest attempt's answer costs; null where nothing caps it.</summary>
    public SpendGuard? Guard { get; private set; }

    /// <summary>The log.</summary>
    public ILogger Log => log;

    /// <summary>True once content went to the client: no other upstream may go on from here (B05, H-329).</summary>
    public bool HasContent { get; set; }

    /// <summary>True when the newest attempt failed inside a 200: the same upstream is worth one more try (B05).</summary>
    public bool FailedInsideAnswer { get; set; }

    /// <summary>What may follow when an attempt fails.</summary>
    public Attempts Attempts => attempts;

    /// <summary>True where the failure is not the turn's last word; else the upstream's error goes to the client as it is (H-260).</summary>
    public bool GoesOn(Failure failure) => !HasContent && attempts.GoOn(failure);

    /// <summary>The client's writer behind its sink, kept over attempts so that there is exactly one start (H-279).</summary>
    public TurnSink? Sink { get; set; }

    /// <summary>What a translation for this target does differently: learned of its host before, and found out in this turn.</summary>
    public IReadOnlyCollection<Remedy> RemediesFor(RouteTarget target)
    {
        var learned = remedies.Of(target);
        return _applied.Count == 0 ? learned : [.. learned, .. _applied.Except(learned)];
    }

    /// <summary>
    /// Takes up what a refusal says to do differently. False where it says nothing, was taken up before, or where content has passed:
    /// then the failure stands.
    /// </summary>
    public bool TryRemedy(RouteTarget target, Failure failure)
    {
        if (!CanRemedy(failure))
        {
            return false;
        }

        var remedy = failure.Remedy!;
        _applied.Add(remedy);
        remedies.Learn(target, remedy);
        return true;
    }

    /// <summary>True where <see cref="TryRemedy"/> would take a refusal up.</summary>
    public bool CanRemedy(Failure failure) =>
        failure.Remedy is { } remedy && !HasContent && !_applied.Contains(remedy) && _applied.Count < MaxRemedies;

    /// <summary>Another target: what the last one refused says nothing about it.</summary>
    public void MoveOn() => _applied.Clear();

    /// <summary>What the upstream says of its limits is learned where other targets could take its place (D10).</summary>
    public void NoteLimits(RouteTarget target, UpstreamResponse response)
    {
        FaultInjector.Cut(turn, response);
        var nowMs = MonotonicClock.Milliseconds(time);
        if (turn.Route!.Targets.Count > 1 && RateHeaders.TryRead(response.Headers, time.GetUtcNow(), nowMs, out var limits))
        {
            health.Of(target).Note(in limits);
        }
    }

    /// <summary>One attempt at one target. Null when the answer was given.</summary>
    public ValueTask<Failure?> AttemptAsync(RouteTarget target)
    {
        FailedInsideAnswer = false;
        Guard = admitter.Guard(turn, target);
        var passes = turn.Route!.Translation.Passthrough != false;
        if (passes && !client.IsCommitted && RemediesFor(target).Count == 0 && SameCloudAttempt.Fits(this, target))
        {
            client.Output.Reset();
            Sink = null;
            return new SameCloudAttempt(this, target).RunAsync();
        }

        var mayPass = passes && turn.Call.IsMessages && target.Upstream.CarriesMessages && !NeedsWebTools(target);
        if (!mayPass || (client.IsCommitted && Sink is not null))
        {
            return new TranslatedAttempt(this, target).RunAsync();
        }

        // Nothing of an earlier attempt has left the house: bytes can pass as if it had never been made.
        client.Output.Reset();
        Sink = null;
        return new PassthroughAttempt(this, target).RunAsync();
    }

    /// <summary>True where the gateway runs a web tool that was asked for, as the target's host does not (A21).</summary>
    public bool NeedsWebTools(RouteTarget target)
    {
        if (turn.Policy.Search is null && turn.Policy.Fetch is null)
        {
            return false;
        }

        var dialect = target.Upstream.Dialect;
        return !(dialect.RunsServerTool("web_search", target.Profile) && dialect.RunsServerTool("web_fetch", target.Profile))
            && turn.Parse(out _) is { } request
            && ServerToolLoop.For(this, target, request) is not null;
    }
}
