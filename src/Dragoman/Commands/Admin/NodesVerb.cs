namespace Dragoman.Commands.Admin;

/// <summary><c>dragoman nodes</c>: the gateways that share the store.</summary>
internal static class NodesVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AdminVerb make) => make.Make(
        "nodes",
        "List the gateways that share the store, and when each last spoke to it.",
        "dragoman nodes",
        [],
        async (client, _, cancellation) => await client.ListAsync("nodes", AdminVerb.MostEntries, cancellation),
        make.AsTable(("ID", "id"), ("ANSWERS", "self"), ("SEEN", "seen_at"), ("VERSION", "version")));
}
