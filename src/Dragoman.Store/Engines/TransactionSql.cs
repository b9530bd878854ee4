using System.Data.Common;
using Dapper;

namespace Dragoman.Store.Engines;

/// <summary>Statements within a transaction.</summary>
internal static class TransactionSql
{
    public static Task<int> ExecuteAsync(this DbTransaction transaction, string sql, object? arguments = null, CancellationToken cancellation = default) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, arguments, transaction, cancellationToken: cancellation));

    public static async Task<IReadOnlyList<T>> QueryAsync<T>(
        this DbTransaction transaction, string sql, object? arguments = null, CancellationToken cancellation = default) =>
        (await transaction.Connection!.QueryAsync<T>(new CommandDefinition(sql, arguments, transaction, cancellationToken: cancellation))).AsList();

    /// <summary>The first row; the default value where there is none.</summary>
    public static Task<T?> FirstAsync<T>(this DbTransaction transaction, string sql, object? arguments = null, CancellationToken cancellation = default) =>
        transaction.Connection!.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, arguments, transaction, cancellationToken: cancellation));
}
