using Dragoman.Dialects.Gemini;
using Dragoman.Dialects.Gemini.Caching;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>The members of <c>profile</c> for <c>gemini</c>.</summary>
internal static class GeminiProfileMembers
{
    private static readonly ConfigType Thresholds = new ChoiceType(
        [.. new[] { "OFF", "BLOCK_NONE", "BLOCK_ONLY_HIGH", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_LOW_AND_ABOVE" }.Select(static word => (word, (object)word))]);

    private static readonly ConfigType Cache = new ObjectType(
        "cache",
        [
            new("explicit", ScalarTypes.Boolean, "Whether cachedContents may be made for a session, as far as that pays; false."),
            new("ttl", ScalarTypes.Duration, "How long a cache lives after the turn that made or extended it; 5m."),
            new("min_tokens", ScalarTypes.Integer(1, 10_000_000), "The fewest tokens that are worth a cache; 4096."),
            new("storage_price", ScalarTypes.Dollars, "Dollars per million tokens and hour of keeping; what Google asks where nothing is said."),
        ],
        static bound => new GeminiCache
        {
            Explicit = bound.Value<bool>("explicit") ?? false,
            TimeToLive = bound.Value<TimeSpan>("ttl") is { } ttl ? TimeSpan.FromSeconds(Math.Max(60, ttl.TotalSeconds)) : GeminiCache.Off.TimeToLive,
            MinTokens = (int?)bound.Value<long>("min_tokens") ?? GeminiCache.Off.MinTokens,
            StoragePrice = bound.Value<long>("storage_price"),
        });

    public static IReadOnlyList<ProfileMember> All { get; } =
    [
        Of("safety_settings", new MapType<string, KeyValuePair<string, string>>(Thresholds, static (category, threshold, _) => new(category, threshold)),
            "Gemini's thresholds by harm category, e.g. HARM_CATEGORY_DANGEROUS_CONTENT: OFF; the provider's own where nothing is said.",
            static (p, v) => p with { SafetySettings = (List<KeyValuePair<string, string>>)v }),
        Of("thinking", new ChoiceType(
                ("by_model", GeminiThinking.ByModel), ("level", GeminiThinking.Level), ("budget", GeminiThinking.Budget), ("none", GeminiThinking.None)),
            "How a Gemini model is told to think; its id decides where nothing is said.", static (p, v) => p with { Thinking = (GeminiThinking)v }),
        ProfileMember.Flag<GeminiProfile>("tool_json_schema", "Gemini tools may come as JSON Schema; false for the older subset of OpenAPI.",
            static (p, v) => p with { JsonSchema = v }),
        ProfileMember.Flag<GeminiProfile>("call_ids", "Gemini function calls and their responses carry ids.", static (p, v) => p with { CallIds = v }),
        Of("max_tools", ScalarTypes.Integer(1, 10_000), "The most tools.", static (p, v) => p with { MaxTools = (int)(long)v }),
        Of("max_tool_name_length", ScalarTypes.Integer(16, 1000), "The longest tool name.", static (p, v) => p with { MaxToolNameLength = (int)(long)v }),
        Of("max_stop_sequences", ScalarTypes.Integer(0, 1000), "The most stop sequences.", static (p, v) => p with { MaxStopSequences = (int)(long)v }),
        ProfileMember.Flag<GeminiProfile>("signature_memory", "The gateway remembers thought signatures for clients that drop them, e.g. those of chat completions; false.",
            static (p, v) => p with { SignatureMemory = v }),
        ProfileMember.Flag<GeminiProfile>("repair_arguments", "Arguments of calls are repaired where what was meant can be proven; a call waits until it is whole.",
            static (p, v) => p with { RepairArguments = v }),
        Of("cache", Cache, "Gemini's explicit context caching.", static (p, v) => p with { Cache = (GeminiCache)v }),
        Of("extra_body", new MapType<string, KeyValuePair<string, string>>(new JsonValueType(), static (name, value, _) => new(name, value)),
            "Members that are added to every body, as JSON values.", static (p, v) => p with { ExtraBody = (List<KeyValuePair<string, string>>)v }),
    ];

    private static ProfileMember Of(string name, ConfigType type, string description, Func<GeminiProfile, object, GeminiProfile> apply) =>
        ProfileMember.Of(name, type, description, apply);
}
