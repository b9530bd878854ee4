using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Dragoman.Core.Importing;

/// <summary>Writes a draft as YAML: what people would write by hand, in the order of the documentation.</summary>
internal static partial class DraftWriter
{
    public static string Write(ImportDraft draft)
    {
        var text = new StringBuilder("upstreams:\n");
        foreach (var (id, upstream, models) in draft.Upstreams.All)
        {
            Write(text, id, upstream, models);
        }

        if (draft.Routes.Count > 0)
        {
            text.Append("\nroutes:\n");
            draft.Routes.ForEach(route => Write(text, route));
        }

        if (draft.Aliases.Count > 0)
        {
            text.Append("\naliases:\n");
            foreach (var (name, target) in draft.Aliases)
            {
                text.Append("  ").Append(Quote(name)).Append(": ").Append(Quote(target)).Append('\n');
            }
        }

        if (draft.Rule.Count > 0)
        {
            text.Append("\npolicies:\n  - name: ").Append(Quote(draft.RuleName)).Append("\n    rule: |\n");
            draft.Rule.ForEach(line => text.Append("      ").Append(line).Append('\n'));
        }

        if (draft.DefaultRoute is { } route)
        {
            text.Append("\ndefault_route: ").Append(Quote(route)).Append('\n');
        }

        if (draft.Models.Count > 0)
        {
            text.Append("\nmodels:\n");
            foreach (var (model, members) in draft.Models)
            {
                text.Append("  ").Append(Quote(model)).Append(":\n");
                foreach (var (member, value) in members)
                {
                    text.Append("    ").Append(member).Append(": ").Append(value).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    /// <summary>A text as a YAML scalar: plain where nothing could read it as something else.</summary>
    public static string Quote(string text) => Plain().IsMatch(text) && !NotText().IsMatch(text)
        ? text
        : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    private static void Write(StringBuilder text, string id, DraftUpstream upstream, List<string> models)
    {
        text.Append("  ").Append(Quote(id)).Append(":\n");
        Member(text, 4, "provider", upstream.Provider == id ? null : upstream.Provider);
        Member(text, 4, "endpoint", upstream.Endpoint);
        Member(text, 4, "dialect", upstream.Dialect);
        Member(text, 4, "region", upstream.Region);
        Member(text, 4, "project", upstream.Project);
        Member(text, 4, "api_key", upstream.ApiKey);
        Member(text, 4, "auth", upstream.Auth);
        if (upstream.Headers.Length > 0)
        {
            text.Append("    headers:\n").Append(upstream.Headers);
        }

        if (upstream.FirstByte is { } wait)
        {
            text.Append(CultureInfo.InvariantCulture, $"    timeouts: {{first_byte: {wait}ms}}\n");
        }

        if (models.Count > 0)
        {
            text.Append("    models: [").AppendJoin(", ", models.Select(Quote)).Append("]\n");
        }

        if (text[^2] == ':')
        {
            // Nothing beyond its name.
            text.Insert(text.Length - 1, " {}");
        }
    }

    private static void Write(StringBuilder text, DraftRoute route)
    {
        text.Append("  - name: ").Append(Quote(route.Name)).Append('\n');
        Member(text, 4, "strategy", route.Strategy);
        text.Append("    targets:\n");
        foreach (var target in route.Targets)
        {
            text.Append("      - ");
            if (target.Weight is { } weight)
            {
                text.Append(CultureInfo.InvariantCulture, $"{{name: {Quote(target.Upstream)}, model: {Quote(target.Model)}, weight: {weight:0.######}}}\n");
            }
            else
            {
                text.Append(Quote($"{target.Upstream}/{target.Model}")).Append('\n');
            }
        }

        if (route.FallbackOn.Count > 0)
        {
            text.Append("    fallback_on: [").AppendJoin(", ", route.FallbackOn).Append("]\n");
        }

        if (route.Attempts is { } attempts)
        {
            text.Append(CultureInfo.InvariantCulture, $"    attempts: {attempts}\n");
        }

        Member(text, 4, "degraded", route.Degraded);
    }

    private static void Member(StringBuilder text, int indent, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(' ', indent).Append(name).Append(": ").Append(Quote(value)).Append('\n');
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._/@+-]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();

    [GeneratedRegex("^([0-9.+-].*|true|false|yes|no|on|off|null|y|n)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NotText();
}
