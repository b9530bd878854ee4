namespace Dragoman.Store.Copying;

/// <summary>Every table that holds data, and the column that its rows are copied in the order of.</summary>
internal static class StoreTables
{
    public static readonly (string Table, string Order)[] All =
    [
        ("turns", "seq"),
        ("usage_hours", "hour_us"),
        ("capability_checks", "upstream"),
        ("principals", "id"),
        ("virtual_keys", "id"),
        ("budgets", "id"),
        ("rate_limits", "id"),
        ("admin_tokens", "id"),
        ("budget_increases", "id"),
        ("access_revision", "id"),
        ("idempotency_keys", "name"),
        ("audit_log", "seq"),
        ("audit_head", "id"),
        ("audit_checkpoints", "seq"),
        ("legal_holds", "id"),
        ("spending", "budget_id"),
        ("ledger_nodes", "node"),
    ];

    /// <summary>
    /// What is left behind: leases, as the nodes that hold them are of the store that is left, and the steps of the schema, which the
    /// target has of its own.
    /// </summary>
    public static readonly string[] LeftBehind = ["leases", "schema_migrations"];
}
