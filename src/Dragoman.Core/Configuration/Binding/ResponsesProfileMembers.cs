using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.OpenAiResponses;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>The members of <c>profile</c> for <c>openai-responses</c>. Several are those of chat completions, and mean the same here.</summary>
internal static class ResponsesProfileMembers
{
    private static readonly ConfigType Extra = new MapType<string, KeyValuePair<string, string>>(
        new JsonValueType(), (name, value, _) => new(name, value));

    public static IReadOnlyList<ProfileMember> All { get; } =
    [
        Of("efforts", new ListType<string>(ScalarTypes.Name, 16), "The efforts that the model takes, lowest first.",
            static (p, v) => p with { Efforts = (List<string>)v }),
        Flag("sampling", "temperature and top_p are taken.", static (p, v) => p with { Sampling = v }),
        Flag("parallel_tool_calls", "parallel_tool_calls is taken.", static (p, v) => p with { ParallelToolCalls = v }),
        Flag("prompt_cache_key", "prompt_cache_key is taken.", static (p, v) => p with { PromptCacheKey = v }),
        Flag("files", "PDF documents are taken as input_file parts.", static (p, v) => p with { Files = v }),
        Flag("json_schema_format", "A JSON Schema for the answer is taken.", static (p, v) => p with { JsonSchemaFormat = v }),
        Flag("always_stream", "The host answers only as a stream.", static (p, v) => p with { AlwaysStream = v }),
        Of("min_output_tokens", ScalarTypes.Integer(1, 100_000), "The smallest bound that the host takes.", static (p, v) => p with { MinOutputTokens = (long)v }),
        Of("max_tool_name_length", ScalarTypes.Integer(16, 1000), "The longest tool name.", static (p, v) => p with { MaxToolNameLength = (int)(long)v }),
        Of("max_tools", ScalarTypes.Integer(1, 10_000), "The most tools.", static (p, v) => p with { MaxTools = (int)(long)v }),
        Of("schemas", new ChoiceType(("repair", SchemaRule.Repair), ("plain", SchemaRule.Plain), ("grammar", SchemaRule.Grammar)),
            "What to leave out of tool schemas.", static (p, v) => p with { Schemas = (SchemaRule)v }),
        Of("empty_tool_result", ScalarTypes.Text, "What stands for an empty tool result.", static (p, v) => p with { EmptyToolResult = (string)v }),
        Flag("repair_arguments", "Arguments of calls are repaired where what was meant can be proven; a call waits until it is whole.",
            static (p, v) => p with { RepairArguments = v }),
        Of("extra_body", Extra, "Members that are added to every body, as JSON values.",
            static (p, v) => p with { ExtraBody = (List<KeyValuePair<string, string>>)v }),
        Flag("output_bound", "Responses only: max_output_tokens is taken.", static (p, v) => p with { MaxOutputTokens = v }),
        Flag("reasoning_summary", "Responses only: reasoning.summary is taken.", static (p, v) => p with { ReasoningSummary = v }),
        Flag("encrypted_reasoning", "Responses only: reasoning comes encrypted and can be given back.", static (p, v) => p with { EncryptedReasoning = v }),
        Flag("cache_breakpoints", "Responses only: content parts take prompt_cache_breakpoint.", static (p, v) => p with { CacheBreakpoints = v }),
        Flag("cache_retention", "Responses only: prompt_cache_retention 24h is taken.", static (p, v) => p with { CacheRetention = v }),
        Flag("phase", "Responses only: assistant messages say whether they are commentary or the answer.", static (p, v) => p with { Phase = v }),
        Flag("hosted_search", "Responses only: the host searches the web itself.", static (p, v) => p with { WebSearch = v }),
        Flag("web_search_sources", "Responses only: include may ask for what a search found.", static (p, v) => p with { WebSearchSources = v }),
        Flag("needs_instructions", "Responses only: instructions must not be empty.", static (p, v) => p with { NeedsInstructions = v }),
        Flag("image_urls", "Responses only: the host fetches the addresses of images.", static (p, v) => p with { ImageUrls = v }),
    ];

    private static ProfileMember Of(string name, ConfigType type, string description, Func<OpenAiResponsesProfile, object, OpenAiResponsesProfile> apply) =>
        ProfileMember.Of(name, type, description, apply);

    private static ProfileMember Flag(string name, string description, Func<OpenAiResponsesProfile, bool, OpenAiResponsesProfile> apply) =>
        ProfileMember.Flag(name, description, apply);
}
