using System.Data.Common;
using Dapper;

namespace Dragoman.Store.Engines;

/// <summary>Statements within a transaction.</summary>
internal static class TransactionSql
{
    /// <summary>Seconds that a query over whole tables may take.</summary>
    public const int WholeTables = 600;

    public static Task<int> ExecuteAsync(this DbTransaction transaction, string sql, object? arguments = null, CancellationToken cancellation = default) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, arguments, transaction, cancellationToken: cancellation));

    /// <summary>The first row of a query over whole tables, which may take minutes.</summary>
    public static Task<T> SumAsync<T>(this DbTransaction transaction, string sql, CancellationToken cancellation) =>
        transaction.Connection!.QueryFirstAsync<T>(new CommandDefinition(
            sql, transaction: transaction, commandTimeout: WholeTables, cancellationToken: cancellation));

    public static async Task<IReadOnlyList<T>> QueryAsync<T>(
        this DbTransaction transaction, string sql, object? arguments = null, CancellationToken cancellation = default) =>
        (await transaction.Connection!.QueryAsync<T>(new CommandDefinition(sql, arguments, transaction, cancellationToken: cancellation))).AsList();

    /// <summary>The first row; the default value where there is none.</summary>
    public static Task<T?> FirstAsync<T>(this DbTransaction transaction, string sql, object? arguments = null, CancellationToken cancellation = default) =>
        transaction.Connection!.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, arguments, transaction, cancellationToken: cancellation));
}
