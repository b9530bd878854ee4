namespace Dragoman.Testing;

/// <summary>What a strict OpenAI fake allows; the defaults are api.openai.com's.</summary>
public sealed record StrictOpenAiOptions
{
    /// <summary>The keys that are accepted; null accepts any.</summary>
    public IReadOnlySet<string>? Keys { get; init; }

    /// <summary>The models listed.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["gpt-5", "gpt-5-mini", "gpt-4.1"];

    /// <summary>True: a model that is not listed is answered with 404.</summary>
    public bool RefusesUnlistedModels { get; init; }

    /// <summary>Most completion tokens by model, before the built-in families are asked.</summary>
    public IReadOnlyDictionary<string, int> OutputCaps { get; init; } = new Dictionary<string, int>();

    /// <summary>Members of messages that this host takes beyond OpenAI's own, e.g. <c>reasoning_content</c>.</summary>
    public IReadOnlySet<string> ExtraMessageMembers { get; init; } = new HashSet<string>();

    /// <summary>Members of the body that this host takes beyond OpenAI's own, e.g. <c>thinking</c>.</summary>
    public IReadOnlySet<string> ExtraBodyMembers { get; init; } = new HashSet<string>();

    /// <summary>Members of the body that this host does not know yet, such as <c>prompt_cache_key</c> at an old version of Azure.</summary>
    public IReadOnlySet<string> RefusedMembers { get; init; } = new HashSet<string>();

    /// <summary>True: tools offered must fit a function-tool limit of this many.</summary>
    public int MaxTools { get; init; } = 128;

    /// <summary>False: requests are held against the rules only, not against the published schema.</summary>
    public bool UsesPublishedSchema { get; init; } = true;

    /// <summary>What stands in front of the API and checks address and credential in place of its own rules; null for nothing.</summary>
    public FrontDoor? Door { get; init; }
}
