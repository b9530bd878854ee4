using System.Globalization;

namespace Dragoman.Store.Engines;

/// <summary>
/// The statements of one table, made of a row type's properties: <c>CreatedAtUs</c> is the column <c>created_at_us</c> and the
/// parameter <c>@CreatedAtUs</c>. A property <c>Version</c> counts changes.
/// </summary>
internal sealed class RowSql<TRow>
{
    public RowSql(string table, params string[] key)
    {
        var members = typeof(TRow).GetProperties().Select(property => property.Name).ToArray();
        var columns = string.Join(", ", members.Select(Column));
        var where = string.Join(" AND ", key.Select(name => $"{Column(name)} = @{name}"));
        var set = members.Where(name => name != "Version" && !key.Contains(name, StringComparer.Ordinal)).Select(name => $"{Column(name)} = @{name}");
        All = $"SELECT {columns} FROM {table} ORDER BY {string.Join(", ", key.Select(Column))}";
        // A row that is there, or a name that is taken, leaves no row changed.
        Insert = $"INSERT INTO {table} ({columns}) VALUES ({string.Join(", ", members.Select(name => "@" + name))}) ON CONFLICT DO NOTHING";
        Update = $"UPDATE {table} SET {string.Join(", ", set)}, version = version + 1 WHERE {where} AND version = @Version";
        Delete = $"DELETE FROM {table} WHERE {where} AND version = @Version";
        Exists = $"SELECT 1 FROM {table} WHERE {where}";
    }

    public string All { get; }

    public string Insert { get; }

    public string Update { get; }

    public string Delete { get; }

    public string Exists { get; }

    internal static string Column(string member) => string.Concat(member.Select((c, i) =>
        char.IsUpper(c) ? (i > 0 ? "_" : string.Empty) + char.ToLower(c, CultureInfo.InvariantCulture) : c.ToString()));
}
