using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.AnthropicMessages.Hosts;

/// <summary>
/// How a host that speaks the Messages API departs from Anthropic's own, and what a route wants to be different there: the
/// counterpart of the chat hosts' profile. Its default changes nothing.
/// </summary>
public sealed record MessagesHost
{
    private const string BindingFamily = "thinking-binding-controls";
    private const string BindingBeta = BindingFamily + "-2026-08-01";

    /// <summary>Anthropic's own.</summary>
    public static MessagesHost Default { get; } = new();

    /// <summary>The betas that it takes (H-005, H-006).</summary>
    public HostBetas Betas { get; init; } = HostBetas.Every;

    /// <summary>True where no <c>cache_control</c> is sent (A14).</summary>
    public bool DropsCacheHints { get; init; }

    /// <summary>True where thinking that is bound to another prefix is to be dropped by the host instead of refused (H-104).</summary>
    public bool DropsMismatchedThinking { get; init; }

    /// <summary>The <c>anthropic_version</c> in the body, where a cloud's envelope has one; null for the cloud's own (H-008).</summary>
    public string? Version { get; init; }

    /// <summary>Client headers that are not sent.</summary>
    public IReadOnlyList<string> DropHeaders { get; init; } = [];

    /// <summary>True when a header of the client's may go there.</summary>
    public bool Takes(string header)
    {
        foreach (var dropped in DropHeaders)
        {
            if (dropped.Equals(header, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// True where a server tool of that type can go there: a host that names the betas it takes runs the web tools only with theirs
    /// (Vertex searches but does not fetch, Bedrock does neither; H-179, H-397).
    /// </summary>
    /// <param name="type">The tool's type, e.g. <c>web_search_20250305</c>.</param>
    public bool RunsServerTool(string type) =>
        type.StartsWith("web_search", StringComparison.Ordinal) ? Betas.Takes("web-search")
        : !type.StartsWith("web_fetch", StringComparison.Ordinal) || Betas.Takes("web-fetch");

    /// <summary>What goes there of a request with these betas.</summary>
    /// <param name="betas">The client's, one entry for each header line, each with one or several values.</param>
    public HostPlan Plan(ReadOnlySpan<string?> betas) => Plan(betas, []);

    /// <summary>The same for a host that has refused fields or betas before (N21).</summary>
    /// <param name="betas">The client's.</param>
    /// <param name="remedies">What was learned of the host.</param>
    public HostPlan Plan(ReadOnlySpan<string?> betas, IReadOnlyCollection<Remedy> remedies)
    {
        if (remedies.Count == 0)
        {
            return Compose(betas, []);
        }

        var refused = new List<(Place Place, byte[] Name)>();
        var unknown = new List<string>();
        foreach (var remedy in remedies)
        {
            if (RefusedField.BetaOf(remedy) is { } beta)
            {
                unknown.Add(beta);
            }
            else if (RefusedField.FieldOf(remedy) is { } field)
            {
                refused.Add(field);
                unknown.AddRange(BetaTable.FamiliesThatOpen(field.Place, field.Name));
            }
        }

        return (unknown.Count == 0 ? this : this with { Betas = Betas.Without(unknown) }).Compose(betas, refused);
    }

    private HostPlan Compose(ReadOnlySpan<string?> betas, IReadOnlyList<(Place Place, byte[] Name)> refused)
    {
        var lines = new List<string>(betas.Length);
        var takesEverything = Betas.TakesEverything;
        var removed = 0;
        foreach (var line in betas)
        {
            if (!string.IsNullOrEmpty(line) && (takesEverything ? line : Keep(line, ref removed)) is { Length: > 0 } kept)
            {
                lines.Add(kept);
            }
        }

        var binds = DropsMismatchedThinking && Betas.Takes(BindingBeta);
        if (binds && !HostPlan.Values(lines).Any(static beta => BetaTable.FamilyOf(beta) == BindingFamily))
        {
            lines.Add(BindingBeta);
        }

        return new HostPlan(lines, Betas.Closed(lines), DropsCacheHints, binds, removed, refused) { Version = Version };
    }

    // A line from which nothing is taken stays as it is, to the byte.
    private string Keep(string line, ref int removed)
    {
        var values = HostPlan.Values(line);
        var kept = new List<string>(values.Length);
        var isSame = true;
        foreach (var value in values)
        {
            var name = Betas.NameOf(value);
            if (!Betas.Takes(name))
            {
                removed++;
            }
            else if (!kept.Contains(name))
            {
                kept.Add(name);
                isSame &= ReferenceEquals(name, value);
            }
        }

        return isSame && kept.Count == values.Length ? line : string.Join(',', kept);
    }
}
