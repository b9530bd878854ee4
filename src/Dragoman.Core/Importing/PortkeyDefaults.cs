using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Importing;

/// <summary>What a Portkey strategy says for every target below it.</summary>
/// <param name="Timeout">Milliseconds.</param>
/// <param name="Attempts">Requests that a turn may send to one target.</param>
/// <param name="Model">The model that replaces the client's.</param>
internal sealed record PortkeyDefaults(long? Timeout, int? Attempts, string? Model)
{
    public static PortkeyDefaults None { get; } = new(null, null, null);

    private static readonly Dictionary<string, string> Sampling = new(StringComparer.Ordinal)
    {
        ["temperature"] = "sampling is the client's; nothing is put into its requests",
        ["top_p"] = "sampling is the client's; nothing is put into its requests",
        ["max_tokens"] = "the client says how long an answer may be; a model's own bound is max_output_tokens under models",
    };

    // A fallback without codes is taken on any failure; these are the ones that another target can help with.
    private static readonly string[] Usual = ["billing", "credential", "not_found", "not_supported", "permission"];

    public static PortkeyDefaults Of(SourceMap map, PortkeyDefaults outer)
    {
        var retry = map.Map("retry");
        var attempts = retry?.Number("attempts") is >= 0 and <= 100 and { } count ? (int?)(int)count + 1 : outer.Attempts;
        retry?.Take("use_retry_after_header");
        retry?.NoteRest(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["on_status_codes"] = "what is worth another attempt is decided by what the failure means",
        });
        var overrides = map.Map("override_params");
        var model = overrides?.Text("model");
        overrides?.NoteRest(Sampling);
        return new PortkeyDefaults(
            map.Number("request_timeout") is > 0 and <= 86_400_000 and { } timeout ? (long)timeout : outer.Timeout,
            attempts,
            model ?? outer.Model);
    }

    public void Apply(DraftRoute route, SourceMap? strategy)
    {
        if (Attempts is { } attempts)
        {
            route.Attempts = Math.Clamp(Math.Max(attempts, route.Targets.Count), 1, 10);
        }

        if (strategy?.Text("mode") != "fallback")
        {
            return;
        }

        if (strategy.Take("on_status_codes") is not { Kind: NodeKind.Sequence } codes)
        {
            route.FallbackOn.UnionWith(Usual);
            return;
        }

        foreach (var code in codes.Items)
        {
            // Outages, overloads and refusals for the rate always lead on.
            var trigger = code.Text switch
            {
                "400" => "invalid_request",
                "401" => "credential",
                "402" => "billing",
                "403" => "permission",
                "404" => "not_found",
                "413" => "prompt_too_long",
                "501" => "not_supported",
                _ => null,
            };
            if (trigger is not null)
            {
                route.FallbackOn.Add(trigger);
            }
        }
    }
}
