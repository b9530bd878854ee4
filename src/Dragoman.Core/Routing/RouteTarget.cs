using Dragoman.Core.Capabilities;
using Dragoman.Core.Pricing;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Routing;

/// <summary>A model at an upstream, with everything that a translation and a bill need to know about it. Immutable.</summary>
public sealed class RouteTarget
{
    /// <summary>Who serves it.</summary>
    public required Upstream Upstream { get; init; }

    /// <summary>The model's id at the upstream.</summary>
    public required string Model { get; init; }

    /// <summary>The URL of a turn that wants a whole answer.</summary>
    public required Uri WholeEndpoint { get; init; }

    /// <summary>The URL of a turn that wants a stream; mostly the same one.</summary>
    public required Uri StreamEndpoint { get; init; }

    /// <summary>What the model can do.</summary>
    public required ModelTraits Traits { get; init; }

    /// <summary>Who says so.</summary>
    public TraitSources Sources { get; init; } = new();

    /// <summary>The dialect's own settings for this host and model, e.g. an <c>OpenAiChatProfile</c> or a <c>MessagesHost</c>; null for a dialect without any.</summary>
    public object? Profile { get; init; }

    /// <summary>How long a prompt cache there is expected to live behind its last use.</summary>
    public TimeSpan CacheLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Why no turn may go there, whatever happens (D14); null where turns may.</summary>
    public string? Barred { get; init; }

    /// <summary>What it costs.</summary>
    public required Price Price { get; init; }

    /// <summary>The URL that a turn is sent to.</summary>
    public Uri Address(bool stream) => stream ? StreamEndpoint : WholeEndpoint;

    /// <summary><c>upstream/model</c>. Made once: each turn asks for it.</summary>
    public string Name => field ??= $"{Upstream.Id}/{Model}";

    /// <summary><see cref="Name"/>.</summary>
    public override string ToString() => Name;
}
