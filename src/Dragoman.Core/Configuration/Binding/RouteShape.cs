using Dragoman.Core.Routing;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>The sections <c>routes</c> and <c>policies</c>.</summary>
internal static class RouteShape
{
    private static readonly ConfigType Translation = new ObjectType(
        "translation",
        [
            new("system_placement", new ChoiceType(
                    ("first_message", SystemPlacement.FirstMessage), ("system", SystemPlacement.System), ("developer", SystemPlacement.Developer),
                    ("first_user_message", SystemPlacement.FirstUserMessage), ("native", SystemPlacement.Native)),
                "Where the system prompt goes; first_message under the role that host and model want."),
            new("tool_use", new ChoiceType(
                    ("openai_tool_calls", ToolUseStyle.OpenAiToolCalls), ("anthropic_blocks", ToolUseStyle.AnthropicBlocks), ("native", ToolUseStyle.Native)),
                "How tool calls are told; as the upstream's dialect has it."),
            new("streaming", new ChoiceType(("anthropic_events", StreamingStyle.AnthropicEvents)), "How the answer is streamed to the client."),
            new("drop_headers", Shapes.Names, "Headers and hints that are not sent to the upstream; cache_control names the cache hints, anthropic-beta takes the fields of its betas with it."),
            new("prefix_mismatch", new ChoiceType(("as_asked", PrefixMismatch.AsAsked), ("drop_block", PrefixMismatch.DropBlock)),
                "What an Anthropic upstream does with thinking that is bound to another prefix; drop_block where the route changes prompts."),
            new("passthrough", ScalarTypes.Boolean, "Pass the bytes untouched; only where the upstream speaks the Messages API."),
        ],
        static bound => new TranslationOptions
        {
            SystemPlacement = bound.Value<SystemPlacement>("system_placement") ?? SystemPlacement.FirstMessage,
            ToolUse = bound.Value<ToolUseStyle>("tool_use") ?? ToolUseStyle.Native,
            Streaming = bound.Value<StreamingStyle>("streaming") ?? StreamingStyle.AnthropicEvents,
            DropHeaders = bound.List<string>("drop_headers"),
            PrefixMismatch = bound.Value<PrefixMismatch>("prefix_mismatch") ?? PrefixMismatch.AsAsked,
            Passthrough = bound.Value<bool>("passthrough"),
        });

    private static readonly ConfigType Route = new ObjectType(
        "route",
        [
            new("name", ScalarTypes.Name, "The name that clients ask for.", IsRequired: true),
            new("inbound_protocol", new ChoiceType(("anthropic", "anthropic"), ("anthropic-messages", "anthropic")), "The client's protocol: anthropic."),
            new("upstream", UpstreamShape.Target, "Where the route leads."),
            new("targets", new ListType<TargetConfig>(UpstreamShape.Target, 50), "Where the route leads, with fallbacks in order; instead of upstream."),
            new("translation", Translation, "How requests are translated."),
            new("images", new ChoiceType(("placeholder", ImagePolicy.Placeholder), ("refuse", ImagePolicy.Refuse)),
                "What happens to images that no target takes."),
            new("parallel_tools", new ChoiceType(("accept", ParallelPolicy.Accept), ("require", ParallelPolicy.Require)),
                "Whether a model that calls tools one at a time may serve turns with tools."),
            new("require", RequireShape.Type, "What its targets must be, besides what all must be; no strategy and no failure leads elsewhere."),
            .. BehaviourMembers.All,
        ],
        CreateRoute);

    private static readonly ConfigType Policy = new ObjectType(
        "policy",
        [
            new("name", ScalarTypes.Name, "The policy's name; clients may ask for it like for a model.", IsRequired: true),
            new("rule", new RuleType(), "if … route … elif … route … else … route …", IsRequired: true),
        ],
        static bound => new PolicyConfig(bound.Get<string>("name")!, bound.Get<BoundRule>("rule")!.Rule, bound.SpotOf("rule"))
        {
            Places = bound.Get<BoundRule>("rule")!.Places,
        });

    public static ConfigType Routes { get; } = new ListType<RouteConfig>(Route, 2000);

    public static ConfigType Policies { get; } = new ListType<PolicyConfig>(Policy, 200);

    private static RouteConfig? CreateRoute(BoundMembers bound)
    {
        var single = bound.Get<TargetConfig>("upstream");
        var several = bound.Get<List<TargetConfig>>("targets");
        if (bound.Has("upstream") == bound.Has("targets") || several is { Count: 0 })
        {
            // A target that was there but wrong has its own errors.
            if (!bound.Context.Errors.Any(error => error.Path.StartsWith(bound.At.Path + ".upstream", StringComparison.Ordinal)
                || error.Path.StartsWith(bound.At.Path + ".targets", StringComparison.Ordinal)))
            {
                bound.Context.Error(bound.At, "needs either upstream or targets", "add upstream: {provider: …, model: …}");
            }

            return null;
        }

        return new RouteConfig
        {
            Name = bound.Get<string>("name")!,
            Targets = several ?? [single!],
            Translation = bound.Get<TranslationOptions>("translation") ?? new TranslationOptions(),
            Images = bound.Value<ImagePolicy>("images") ?? ImagePolicy.Placeholder,
            ParallelTools = bound.Value<ParallelPolicy>("parallel_tools") ?? ParallelPolicy.Accept,
            Require = bound.Get<Requirements>("require") ?? Requirements.None,
            Behaviour = BehaviourMembers.Create(bound),
            At = bound.SpotOf("name"),
        };
    }
}
