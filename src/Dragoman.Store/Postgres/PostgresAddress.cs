using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Dragoman.Store.Postgres;

/// <summary>Reads where a PostgreSQL database is: the usual URL, or Npgsql's <c>Host=…;Database=…</c>.</summary>
internal static class PostgresAddress
{
    private static readonly string[] Schemes = ["postgres", "postgresql"];

    /// <summary>The settings, with deadlines on every wait.</summary>
    /// <exception cref="StoreException">The text is no address. The message does not repeat it: it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string address)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = address.Contains("://", StringComparison.Ordinal) ? FromUrl(address) : FromPairs(address);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            throw Wrong();
        }

        if (string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database))
        {
            throw Wrong();
        }

        // Details name values of rows.
        settings.IncludeErrorDetail = false;
        return settings;
    }

    /// <summary>Host and database, nothing that is secret.</summary>
    public static string Display(NpgsqlConnectionStringBuilder settings) =>
        string.Create(CultureInfo.InvariantCulture, $"postgres://{settings.Host}:{settings.Port}/{settings.Database}");

    private static NpgsqlConnectionStringBuilder FromUrl(string address)
    {
        var url = new Uri(address.Trim());
        if (!Schemes.Contains(url.Scheme, StringComparer.Ordinal))
        {
            throw new FormatException();
        }

        var settings = Defaults();
        if (url.Host.Length > 0)
        {
            settings.Host = Uri.UnescapeDataString(url.Host);
        }

        if (url.Port > 0)
        {
            settings.Port = url.Port;
        }

        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            settings.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length == 2)
        {
            settings.Password = Uri.UnescapeDataString(user[1]);
        }

        settings.Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            // libpq's spelling of the same settings.
            var name = parts[0] switch
            {
                "sslmode" => "SSL Mode",
                "sslrootcert" => "Root Certificate",
                "sslcert" => "SSL Certificate",
                "sslkey" => "SSL Key",
                "connect_timeout" => "Timeout",
                "application_name" => "Application Name",
                var other => Uri.UnescapeDataString(other),
            };
            var value = Uri.UnescapeDataString(parts.Length == 2 ? parts[1] : string.Empty);
            settings[name] = name == "SSL Mode" ? value.Replace("-", string.Empty, StringComparison.Ordinal) : value;
        }

        return settings;
    }

    private static NpgsqlConnectionStringBuilder FromPairs(string address)
    {
        var settings = Defaults();
        var given = new DbConnectionStringBuilder { ConnectionString = address };
        foreach (string key in given.Keys)
        {
            settings[key] = given[key];
        }

        return settings;
    }

    // Seconds. What the address says comes after and wins.
    private static NpgsqlConnectionStringBuilder Defaults() => new()
    {
        ApplicationName = "dragoman",
        Timeout = 10,
        CommandTimeout = 15,
        KeepAlive = 15,
        MaxPoolSize = 20,
    };

    private static StoreException Wrong() => new(
        "The address of the store is wrong: write postgres://user@host:5432/database, with the password in PGPASSWORD or as a secret reference.");
}
