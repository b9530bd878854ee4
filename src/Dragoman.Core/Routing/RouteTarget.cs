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

    /// <summary>What the model can do.</summary>
    public required ModelTraits Traits { get; init; }

    /// <summary>The dialect's own settings for this host and model: an <c>OpenAiChatProfile</c> for <c>openai-chat</c>, else null.</summary>
    public object? Profile { get; init; }

    /// <summary>What it costs.</summary>
    public required Price Price { get; init; }

    /// <summary><c>upstream/model</c>.</summary>
    public override string ToString() => $"{Upstream.Id}/{Model}";
}
