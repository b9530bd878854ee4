using Dragoman.Dialects.Ollama;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>The members of <c>profile</c> for <c>ollama-chat</c>.</summary>
internal static class OllamaProfileMembers
{
    private static readonly ConfigType Extra = new MapType<string, KeyValuePair<string, string>>(
        new JsonValueType(), (name, value, _) => new(name, value));

    public static IReadOnlyList<ProfileMember> All { get; } =
    [
        Of("num_ctx", ScalarTypes.Integer(1024, 100_000_000), "The context that an Ollama is asked for where the model's window is not known, in tokens.",
            static (p, v) => p with { NumCtx = (long)v }),
        Of("efforts", new ListType<string>(ScalarTypes.Name, 16), "The efforts that the model takes, lowest first.",
            static (p, v) => p with { Efforts = (List<string>)v }),
        Flag("replay_thinking", "Thinking of earlier turns is given back to an Ollama.", static (p, v) => p with { ReplayThinking = v }),
        Of("keep_alive", ScalarTypes.Text, "How long an Ollama keeps the model loaded behind a turn, e.g. 30m.", static (p, v) => p with { KeepAlive = (string)v }),
        Of("schemas", new ChoiceType(("repair", SchemaRule.Repair), ("plain", SchemaRule.Plain), ("grammar", SchemaRule.Grammar)),
            "What to leave out of tool schemas.", static (p, v) => p with { Schemas = (SchemaRule)v }),
        Of("max_tools", ScalarTypes.Integer(1, 10_000), "The most tools.", static (p, v) => p with { MaxTools = (int)(long)v }),
        Of("empty_tool_result", ScalarTypes.Text, "What stands for an empty tool result.", static (p, v) => p with { EmptyToolResult = (string)v }),
        Flag("text_tool_calls", "The model writes tool calls as text, and they are to be read.", static (p, v) => p with { TextToolCalls = v }),
        Flag("think_tags", "The model writes its thinking into the text between think tags.", static (p, v) => p with { ThinkTags = v }),
        Flag("repair_arguments", "Arguments of calls are repaired where what was meant can be proven; a call waits until it is whole.",
            static (p, v) => p with { RepairArguments = v }),
        Of("extra_options", Extra, "Members that are added to the options of an Ollama, as JSON values.",
            static (p, v) => p with { ExtraOptions = (List<KeyValuePair<string, string>>)v }),
    ];

    private static ProfileMember Of(string name, ConfigType type, string description, Func<OllamaProfile, object, OllamaProfile> apply) =>
        ProfileMember.Of(name, type, description, apply);

    private static ProfileMember Flag(string name, string description, Func<OllamaProfile, bool, OllamaProfile> apply) =>
        ProfileMember.Flag(name, description, apply);
}
