using Dragoman.Dialects.BedrockConverse;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>The members of <c>profile</c> for <c>bedrock-converse</c>: what one model family there takes and another refuses.</summary>
internal static class ConverseProfileMembers
{
    private static readonly ConfigType Extra = new MapType<string, KeyValuePair<string, string>>(
        new JsonValueType(), (name, value, _) => new(name, value));

    public static IReadOnlyList<ProfileMember> All { get; } =
    [
        Of("reasoning_style", new ChoiceType(
                ("none", ConverseReasoning.None), ("anthropic", ConverseReasoning.Anthropic), ("anthropic_budget", ConverseReasoning.AnthropicBudget),
                ("nova", ConverseReasoning.Nova), ("reasoning_object", ConverseReasoning.ReasoningObject),
                ("reasoning_effort", ConverseReasoning.ReasoningEffort), ("reasoning_config", ConverseReasoning.ReasoningConfig)),
            "How a model on Bedrock is told to think.", static (p, v) => p with { Reasoning = (ConverseReasoning)v }),
        Of("efforts", new ListType<string>(ScalarTypes.Name, 16), "The efforts that the model takes, lowest first.",
            static (p, v) => p with { Efforts = (List<string>)v }),
        Flag("forced_choice_with_thinking", "A forced tool call may be asked for while thinking.", static (p, v) => p with { ForcedChoiceWithThinking = v }),
        Of("forced_choices", new ChoiceType(("none", ConverseForcing.None), ("any", ConverseForcing.Any), ("all", ConverseForcing.All)),
            "Which forced tool choices a model on Bedrock takes: none, any, or also one by name.", static (p, v) => p with { Forcing = (ConverseForcing)v }),
        Of("cache_points", new ListType<string>(new ChoiceType(("system", "system"), ("messages", "messages"), ("tools", "tools")), 3),
            "Where a model on Bedrock takes cache points.", static (p, v) => p with { CachePoints = Places((List<string>)v) }),
        Flag("cache_ttl", "A cache point may ask for one hour.", static (p, v) => p with { CacheTtl = v }),
        Of("min_output_tokens", ScalarTypes.Integer(1, 100_000), "The smallest bound that the host takes.", static (p, v) => p with { MinOutputTokens = (long)v }),
        Flag("sampling", "temperature and top_p are taken.", static (p, v) => p with { Sampling = v }),
        Flag("sampling_exclusive", "temperature and top_p are refused together.", static (p, v) => p with { SamplingExclusive = v }),
        Flag("top_k", "top_k is taken.", static (p, v) => p with { TopK = v }),
        Of("max_stop_sequences", ScalarTypes.Integer(0, 1000), "The most stop sequences that are taken; 0 where stop is refused.",
            static (p, v) => p with { MaxStopSequences = (int)(long)v }),
        Flag("tells_stop_sequence", "The answer can say which stop sequence was met.", static (p, v) => p with { TellsStopSequence = v }),
        Flag("result_status", "A tool result may say that it is an error.", static (p, v) => p with { ResultStatus = v }),
        Flag("media_in_results", "A tool result may hold images and documents.", static (p, v) => p with { MediaInResults = v }),
        Flag("search_results", "Search results are taken as such.", static (p, v) => p with { SearchResults = v }),
        Flag("strict_tools", "strict on tools is taken.", static (p, v) => p with { StrictTools = v }),
        Flag("json_schema_format", "A JSON Schema for the answer is taken.", static (p, v) => p with { JsonSchemaFormat = v }),
        Flag("mid_system_in_place", "Instructions may stand in the middle of the conversation.", static (p, v) => p with { MidSystemInPlace = v }),
        Of("model_betas", new ListType<string>(ScalarTypes.Text, 32), "The Anthropic betas that a model on Bedrock takes; of these the client's are sent.",
            static (p, v) => p with { Betas = (List<string>)v }),
        Of("max_tools", ScalarTypes.Integer(1, 10_000), "The most tools.", static (p, v) => p with { MaxTools = (int)(long)v }),
        Of("schemas", new ChoiceType(("repair", SchemaRule.Repair), ("plain", SchemaRule.Plain), ("grammar", SchemaRule.Grammar)),
            "What to leave out of tool schemas.", static (p, v) => p with { Schemas = (SchemaRule)v }),
        Of("max_images", ScalarTypes.Integer(0, 10_000), "The most images of one request, 0 for any number.", static (p, v) => p with { MaxImages = (int)(long)v }),
        Of("max_documents", ScalarTypes.Integer(0, 10_000), "The most documents of one request, 0 for any number.",
            static (p, v) => p with { MaxDocuments = (int)(long)v }),
        Of("empty_tool_result", ScalarTypes.Text, "What stands for an empty tool result.", static (p, v) => p with { EmptyToolResult = (string)v }),
        Flag("repair_arguments", "Arguments of calls are repaired where what was meant can be proven; a call waits until it is whole.",
            static (p, v) => p with { RepairArguments = v }),
        Of("extra_body", Extra, "Members that are added to every body, as JSON values.",
            static (p, v) => p with { ExtraBody = (List<KeyValuePair<string, string>>)v }),
        Of("extra_fields", Extra, "Members that are added to additionalModelRequestFields on Bedrock, as JSON values.",
            static (p, v) => p with { ExtraFields = (List<KeyValuePair<string, string>>)v }),
    ];

    private static CachePlaces Places(List<string> names) => names.Aggregate(CachePlaces.None, static (places, name) => places | name switch
    {
        "system" => CachePlaces.System,
        "messages" => CachePlaces.Messages,
        _ => CachePlaces.Tools,
    });

    private static ProfileMember Of(
        string name, ConfigType type, string description, Func<BedrockConverseProfile, object, BedrockConverseProfile> apply) =>
        ProfileMember.Of(name, type, description, apply);

    private static ProfileMember Flag(string name, string description, Func<BedrockConverseProfile, bool, BedrockConverseProfile> apply) =>
        ProfileMember.Flag(name, description, apply);
}
