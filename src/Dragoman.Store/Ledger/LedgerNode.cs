namespace Dragoman.Store.Ledger;

/// <summary>A node that the store knows.</summary>
/// <param name="Id">Its name.</param>
/// <param name="SeenAt">When it last spoke to the store, by the database's clock.</param>
public sealed record LedgerNode(string Id, DateTimeOffset SeenAt);
