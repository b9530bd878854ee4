using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>The members of <c>profile</c> for <c>openai-chat</c>: one for each way in which a chat host departs from OpenAI's.</summary>
internal static class ChatProfileMembers
{
    private static readonly ConfigType Extra = new MapType<string, KeyValuePair<string, string>>(
        new JsonValueType(), (name, value, _) => new(name, value));

    public static IReadOnlyList<ProfileMember> All { get; } =
    [
        Of("head_role", new ChoiceType(("system", HeadRole.System), ("developer", HeadRole.Developer), ("none", HeadRole.None)),
            "Role of the first instruction.", static (p, v) => p with { HeadRole = (HeadRole)v }),
        Flag("mid_system_in_place", "Instructions may stand in the middle of the conversation.", static (p, v) => p with { MidSystemInPlace = v }),
        Flag("merge_same_role", "Two messages of one role in a row are refused and must be merged.", static (p, v) => p with { MergeSameRole = v }),
        Flag("assistant_between_tool_and_user", "A user message may not follow a tool message.", static (p, v) => p with { AssistantBetweenToolAndUser = v }),
        Flag("needs_leading_user", "The first message behind the instructions must be a user's.", static (p, v) => p with { NeedsLeadingUser = v }),
        Of("prefill", new ChoiceType(("continue", PrefillRule.Continue), ("keep", PrefillRule.Keep), ("prefix_flag", PrefillRule.PrefixFlag)),
            "What becomes of a conversation that ends with the assistant.", static (p, v) => p with { Prefill = (PrefillRule)v }),
        Of("max_tokens_member", new ChoiceType(("max_tokens", "max_tokens"), ("max_completion_tokens", "max_completion_tokens")),
            "The member that bounds the answer.", static (p, v) => p with { MaxTokensMember = (string)v }),
        Of("min_output_tokens", ScalarTypes.Integer(1, 100_000), "The smallest bound that the host takes.", static (p, v) => p with { MinOutputTokens = (long)v }),
        Flag("sampling", "temperature and top_p are taken.", static (p, v) => p with { Sampling = v }),
        Flag("sampling_exclusive", "temperature and top_p are refused together.", static (p, v) => p with { SamplingExclusive = v }),
        Flag("top_k", "top_k is taken.", static (p, v) => p with { TopK = v }),
        Of("max_stop_sequences", ScalarTypes.Integer(0, 1000), "The most stop sequences that are taken; 0 where stop is refused.",
            static (p, v) => p with { MaxStopSequences = (int)(long)v }),
        Of("effort", new ChoiceType(
                ("none", EffortStyle.None), ("reasoning_effort", EffortStyle.ReasoningEffort), ("reasoning_object", EffortStyle.ReasoningObject),
                ("thinking_type", EffortStyle.ThinkingType), ("enable_thinking", EffortStyle.EnableThinking),
                ("thinking_type_and_effort", EffortStyle.ThinkingTypeAndEffort)),
            "How thinking and effort are told.", static (p, v) => p with { Effort = (EffortStyle)v }),
        Of("efforts", new ListType<string>(ScalarTypes.Name, 16), "The efforts that the model takes, lowest first.",
            static (p, v) => p with { Efforts = (List<string>)v }),
        Flag("effort_with_tools", "An effort may be sent together with tools.", static (p, v) => p with { EffortWithTools = v }),
        Flag("stream_options", "stream_options.include_usage is taken.", static (p, v) => p with { StreamOptions = v }),
        Flag("tool_stream", "tool_stream is needed for the arguments of calls to be streamed.", static (p, v) => p with { ToolStream = v }),
        Flag("parallel_tool_calls", "parallel_tool_calls is taken.", static (p, v) => p with { ParallelToolCalls = v }),
        Flag("prompt_cache_key", "prompt_cache_key is taken.", static (p, v) => p with { PromptCacheKey = v }),
        Flag("cache_control_in_parts", "cache_control on text parts is taken.", static (p, v) => p with { CacheControlInParts = v }),
        Flag("cache_breakpoints", "prompt_cache_breakpoint on text parts is taken.", static (p, v) => p with { CacheBreakpoints = v }),
        Of("slots", ScalarTypes.Integer(0, 1000), "Slots of a llama.cpp server; each session keeps to one.", static (p, v) => p with { Slots = (int)(long)v }),
        Of("forced_tool_choice", new ChoiceType(("required", "required"), ("any", "any"), ("auto", "")),
            "How a forced tool call is told; auto where it cannot be.", static (p, v) => p with { ForcedToolChoice = (string)v }),
        Flag("forced_choice_with_thinking", "A forced tool call may be asked for while thinking.", static (p, v) => p with { ForcedChoiceWithThinking = v }),
        Of("max_tool_name_length", ScalarTypes.Integer(16, 1000), "The longest tool name.", static (p, v) => p with { MaxToolNameLength = (int)(long)v }),
        Of("max_tools", ScalarTypes.Integer(1, 10_000), "The most tools.", static (p, v) => p with { MaxTools = (int)(long)v }),
        Of("max_tool_description", ScalarTypes.Integer(0, 1_000_000), "The longest tool description in bytes; 0 where there is no cap.",
            static (p, v) => p with { MaxToolDescription = (int)(long)v }),
        Of("tool_ids", new ChoiceType(("any", ToolIdRule.Any), ("plain64", ToolIdRule.Plain64), ("alphanumeric9", ToolIdRule.Alphanumeric9)),
            "The rule for tool call ids.", static (p, v) => p with { ToolIds = (ToolIdRule)v }),
        Of("schemas", new ChoiceType(("repair", SchemaRule.Repair), ("plain", SchemaRule.Plain), ("grammar", SchemaRule.Grammar), ("moonshot", SchemaRule.Moonshot)),
            "What to leave out of tool schemas.", static (p, v) => p with { Schemas = (SchemaRule)v }),
        Of("replay_reasoning", new ChoiceType(
                ("never", ReasoningReplay.Never), ("tool_turns", ReasoningReplay.ToolTurns), ("tool_turns_non_empty", ReasoningReplay.ToolTurnsNonEmpty),
                ("details", ReasoningReplay.Details)),
            "When thinking of earlier turns is given back.", static (p, v) => p with { ReplayReasoning = (ReasoningReplay)v }),
        Flag("string_content", "Content that is only text must be a string.", static (p, v) => p with { StringContent = v }),
        Flag("empty_assistant_content", "An assistant message with tool calls needs an empty string instead of null.", static (p, v) => p with { EmptyAssistantContent = v }),
        Of("empty_tool_result", ScalarTypes.Text, "What stands for an empty tool result.", static (p, v) => p with { EmptyToolResult = (string)v }),
        Flag("files", "PDF documents are taken as file parts.", static (p, v) => p with { Files = v }),
        Flag("image_urls", "The host fetches images by their URLs.", static (p, v) => p with { ImageUrls = v }),
        Of("max_images", ScalarTypes.Integer(0, 10_000), "The most images of one request, the newest stay; 0 where there is no cap.", static (p, v) => p with { MaxImages = (int)(long)v }),
        Flag("strip_nul", "The character U+0000 is refused.", static (p, v) => p with { StripNul = v }),
        Flag("json_schema_format", "response_format with a JSON Schema is taken.", static (p, v) => p with { JsonSchemaFormat = v }),
        Flag("think_tags", "The model writes its thinking into the text between think tags.", static (p, v) => p with { ThinkTags = v }),
        Flag("think_tag_open", "With think_tags: answers begin inside the tag.", static (p, v) => p with { ThinkTagOpen = v }),
        Flag("promote_reasoning", "An answer that stands only in the field for thinking is meant as the answer.", static (p, v) => p with { PromoteReasoning = v }),
        Flag("repeats_reasoning", "A piece of thinking that equals the one before it is a repetition.", static (p, v) => p with { RepeatsReasoning = v }),
        Flag("text_tool_calls", "The model writes tool calls as text, and they are to be read.", static (p, v) => p with { TextToolCalls = v }),
        Flag("clean_arguments", "The model writes null or empty text into parameters that may be left out, and they are to be taken out.", static (p, v) => p with { CleanArguments = v }),
        Of("web_search", new ChoiceType(("none", ChatWebSearch.None), ("server_tool", ChatWebSearch.ServerTool), ("plugin", ChatWebSearch.Plugin)),
            "How the host searches the web itself: OpenRouter's server tool, or its plugin.", static (p, v) => p with { WebSearch = (ChatWebSearch)v }),
        Flag("repair_arguments", "Arguments of calls are repaired where what was meant can be proven; a call waits until it is whole.",
            static (p, v) => p with { RepairArguments = v }),
        Flag("always_stream", "The host answers only as a stream.", static (p, v) => p with { AlwaysStream = v }),
        Of("provider_preferences", PreferencesType.Instance, "Which of a router's providers may serve, in OpenRouter's words.",
            static (p, v) => Prefer(p, (RoutingPreferences)v)),
        Of("extra_body", Extra, "Members that are added to every body, as JSON values.",
            static (p, v) => p with { ExtraBody = (List<KeyValuePair<string, string>>)v }),
    ];

    // What is said here goes over what was said before, member by member; extra_body replaces the whole.
    private static OpenAiChatProfile Prefer(OpenAiChatProfile profile, RoutingPreferences preferences) => profile with
    {
        ProviderPreferences = preferences.Over(profile.ProviderPreferences),
        FallbackModels = preferences.Models.Count > 0 ? preferences.Models : profile.FallbackModels,
    };

    private static ProfileMember Of(string name, ConfigType type, string description, Func<OpenAiChatProfile, object, OpenAiChatProfile> apply) =>
        ProfileMember.Of(name, type, description, apply);

    private static ProfileMember Flag(string name, string description, Func<OpenAiChatProfile, bool, OpenAiChatProfile> apply) =>
        ProfileMember.Flag(name, description, apply);
}
