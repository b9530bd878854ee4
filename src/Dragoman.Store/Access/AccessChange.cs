using Dragoman.Core.Access;
using Dragoman.Core.Limits;
using Dragoman.Core.Spending;
using Dragoman.Store.Engines;

namespace Dragoman.Store.Access;

/// <summary>
/// One change of what stands in <see cref="AccessState"/>. An update or a deletion carries the record's version as it was read, and
/// is refused where somebody else was faster.
/// </summary>
public sealed class AccessChange
{
    private AccessChange(string sql, string exists, object row, bool isCreation)
    {
        Sql = sql;
        Exists = exists;
        Row = row;
        IsCreation = isCreation;
    }

    internal string Sql { get; }

    internal string Exists { get; }

    internal object Row { get; }

    internal bool IsCreation { get; }

    /// <summary>Adds it.</summary>
    public static AccessChange Create(Principal principal) => Creation(PrincipalRow.Sql, PrincipalRow.Of(principal));

    /// <summary>Adds it.</summary>
    public static AccessChange Create(VirtualKey key) => Creation(VirtualKeyRow.Sql, VirtualKeyRow.Of(key));

    /// <summary>Adds it.</summary>
    public static AccessChange Create(Budget budget) => Creation(BudgetRow.Sql, BudgetRow.Of(budget));

    /// <summary>Adds it.</summary>
    public static AccessChange Create(RateLimit limit) => Creation(RateLimitRow.Sql, RateLimitRow.Of(limit));

    /// <summary>Adds it.</summary>
    public static AccessChange Create(AdminToken token) => Creation(AdminTokenRow.Sql, AdminTokenRow.Of(token));

    /// <summary>Adds it.</summary>
    public static AccessChange Create(BudgetIncrease increase) => Creation(BudgetIncreaseRow.Sql, BudgetIncreaseRow.Of(increase));

    /// <summary>Puts it in place of the one with its id and version; the store counts the version on.</summary>
    public static AccessChange Update(Principal principal) => Changing(PrincipalRow.Sql, PrincipalRow.Of(principal));

    /// <inheritdoc cref="Update(Principal)"/>
    public static AccessChange Update(VirtualKey key) => Changing(VirtualKeyRow.Sql, VirtualKeyRow.Of(key));

    /// <inheritdoc cref="Update(Principal)"/>
    public static AccessChange Update(Budget budget) => Changing(BudgetRow.Sql, BudgetRow.Of(budget));

    /// <inheritdoc cref="Update(Principal)"/>
    public static AccessChange Update(RateLimit limit) => Changing(RateLimitRow.Sql, RateLimitRow.Of(limit));

    /// <inheritdoc cref="Update(Principal)"/>
    public static AccessChange Update(AdminToken token) => Changing(AdminTokenRow.Sql, AdminTokenRow.Of(token));

    /// <inheritdoc cref="Update(Principal)"/>
    public static AccessChange Update(BudgetIncrease increase) => Changing(BudgetIncreaseRow.Sql, BudgetIncreaseRow.Of(increase));

    /// <summary>Takes away the one with its id and version.</summary>
    public static AccessChange Delete(Principal principal) => Deletion(PrincipalRow.Sql, PrincipalRow.Of(principal));

    /// <inheritdoc cref="Delete(Principal)"/>
    public static AccessChange Delete(VirtualKey key) => Deletion(VirtualKeyRow.Sql, VirtualKeyRow.Of(key));

    /// <inheritdoc cref="Delete(Principal)"/>
    public static AccessChange Delete(Budget budget) => Deletion(BudgetRow.Sql, BudgetRow.Of(budget));

    /// <inheritdoc cref="Delete(Principal)"/>
    public static AccessChange Delete(RateLimit limit) => Deletion(RateLimitRow.Sql, RateLimitRow.Of(limit));

    private static AccessChange Creation<TRow>(RowSql<TRow> sql, TRow row) => new(sql.Insert, sql.Exists, row!, true);

    private static AccessChange Changing<TRow>(RowSql<TRow> sql, TRow row) => new(sql.Update, sql.Exists, row!, false);

    private static AccessChange Deletion<TRow>(RowSql<TRow> sql, TRow row) => new(sql.Delete, sql.Exists, row!, false);
}
