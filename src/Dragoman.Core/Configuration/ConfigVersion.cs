using System.Security.Cryptography;
using System.Text;
using Dragoman.Core.Pricing;
using Dragoman.Core.Routing;

namespace Dragoman.Core.Configuration;

/// <summary>
/// Names a configuration by its content: the same settings give the same version whatever the order of members, comments or
/// lines. Secrets count by their reference, never by their value, as versions stand in records.
/// </summary>
internal static class ConfigVersion
{
    public static string Of(GatewayConfig config)
    {
        var text = new StringBuilder();
        text.Append(config.Server).Append('\n');
        foreach (var upstream in config.Upstreams)
        {
            Write(text, upstream);
        }

        foreach (var provider in config.Providers)
        {
            Write(text, provider);
        }

        foreach (var model in config.Models)
        {
            Write(text, model);
        }

        foreach (var route in config.Routes)
        {
            Write(text, route);
        }

        foreach (var policy in config.Policies)
        {
            text.Append("policy ").Append(policy.Name).Append('\n').Append(policy.Rule.Text).Append('\n');
        }

        foreach (var (kind, names) in new[] { ("tier", config.Tiers), ("alias", config.Aliases), ("side", config.SideRoutes) })
        {
            foreach (var name in names)
            {
                text.Append(kind).Append(' ').Append(name.Name).Append(' ').Append(name.Target).Append('\n');
            }
        }

        if (!config.Require.Equals(Requirements.None))
        {
            text.Append("require ").Append(config.Require).Append('\n');
        }

        if (config.Runaway is var runaway && !runaway.Equals(new RunawayConfig()))
        {
            text.Append("runaway ").AppendJoin(
                '|', runaway.IsOn, runaway.Repeats, runaway.Spend, runaway.Agents, runaway.Depth, runaway.Delay, runaway.Patience).Append('|')
                .AppendJoin(',', runaway.PatientTools).Append('\n');
        }

        if (config.Search is { } search)
        {
            text.Append("search ").AppendJoin(
                '|', search.Provider, search.Endpoint, search.ApiKey?.Reference, search.MaxResults, search.Timeout, search.Price).Append('\n');
        }

        if (config.Fetch is { } fetch)
        {
            text.Append("fetch ").AppendJoin(',', fetch.Allow).Append('|').AppendJoin(',', fetch.AllowPrivate).Append('|')
                .Append(fetch.MaxBytes).Append('|').Append(fetch.Timeout).Append('\n');
        }

        if (config.Access is var access && access != new AccessConfig())
        {
            text.Append("access ").AppendJoin('|', access.ApprovalUrl, access.SpendsWithoutLedger, access.Wait, access.BackgroundWait).Append('|')
                .AppendJoin(',', access.ApprovedModels?.Names ?? ["*"]).Append('\n');
        }

        text.Append("default ").Append(config.DefaultRoute?.Target).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }

    private static void Write(StringBuilder text, UpstreamConfig upstream)
    {
        text.Append("upstream ").AppendJoin(
            '|', upstream.Id, upstream.Provider, upstream.Endpoint, upstream.Dialect, upstream.ApiKey?.Reference, upstream.Auth, upstream.Timeouts,
            upstream.PriceMultiplier, upstream.AffinityHeader, upstream.Preferences, Text(upstream.Profile), upstream.Betas).Append('|').AppendJoin(',', upstream.Models);
        if (upstream.Residency is not null || upstream.DataPolicy.Count > 0)
        {
            text.Append("|stays ").Append(upstream.Residency).Append('|').AppendJoin(',', upstream.DataPolicy);
        }

        foreach (var (name, value) in upstream.Headers)
        {
            text.Append('|').Append(name).Append(':').Append(value);
        }

        text.Append('\n');
    }

    private static void Write(StringBuilder text, ProviderConfig provider)
    {
        text.Append("provider ").AppendJoin(
            '|', provider.Id, provider.DisplayName, provider.Endpoint, provider.Dialect, provider.Auth, provider.Service, provider.AffinityHeader, Text(provider.Profile), provider.Betas).Append('|')
            .AppendJoin(',', provider.KeyVariables ?? []).Append('|').AppendJoin(',', provider.EndpointVariables ?? []).Append('|')
            .AppendJoin(',', provider.ModelPrefixes ?? []).Append('|')
            .AppendJoin(',', (provider.Tiers ?? []).Select(tier => $"{tier.Name}={tier.Target}")).Append('\n');
        foreach (var family in provider.Families ?? [])
        {
            text.Append("family ").Append(family.Match).Append(' ');
            Write(text, family.Model);
        }
    }

    private static void Write(StringBuilder text, ModelConfig model) => text.Append("model ").AppendJoin(
        '|', model.Id, model.DisplayName, model.Released?.ToString("O", System.Globalization.CultureInfo.InvariantCulture), model.ContextWindow, model.MaxOutputTokens, model.Vision, model.Documents, model.Tools,
        model.ParallelTools, model.Reasoning, model.StructuredOutput, model.Tier, Text(model.Profile), Text(model.Price)).Append('\n');

    private static void Write(StringBuilder text, RouteConfig route)
    {
        var translation = route.Translation;
        text.Append("route ").AppendJoin(
            '|', route.Name, route.Images, route.ParallelTools, translation.SystemPlacement, translation.ToolUse, translation.Streaming,
            translation.Passthrough, translation.PrefixMismatch).Append('|').AppendJoin(',', translation.DropHeaders).Append('\n');
        if (route.Behaviour is var behaviour && !behaviour.Equals(new RouteBehaviour()))
        {
            text.Append("behaviour ").AppendJoin(
                '|', behaviour.Strategy, behaviour.Sticky, behaviour.Attempts, behaviour.MaxWait, behaviour.Degraded)
                .Append('|').AppendJoin(',', behaviour.FallbackOn).Append('\n');
        }

        if (!route.Require.Equals(Requirements.None))
        {
            text.Append("require ").Append(route.Require).Append('\n');
        }

        foreach (var target in route.Targets)
        {
            text.Append("target ").Append(target.Upstream).Append('|').Append(target.Model).Append('|').Append(target.Preferences)
                .Append(target.Weight is null && target.CanaryPercent is null ? "" : $"|{target.Weight}|{target.CanaryPercent}").Append('\n');
            if (target.Inline is { } inline)
            {
                Write(text, inline);
            }
        }
    }

    private static string Text(ProfileConfig? profile) =>
        string.Join(',', profile?.Changes.Select(change => $"{change.Member}={change.Value}") ?? []);

    private static string Text(Price? price) =>
        price is null ? "" : $"{price.Id},{price.Base},{price.WebSearch},{string.Join(',', price.Tiers)}";
}
