namespace Dragoman.Core.Configuration.Binding;

/// <summary>The <c>server</c> section.</summary>
internal static class ServerShape
{
    public static ConfigType Type { get; } = new ObjectType(
        "server",
        [
            new("listen", ScalarTypes.Text, "Address and port, 127.0.0.1:4141 where nothing is said."),
            new("max_body_mb", ScalarTypes.Integer(1, 1024), "The largest request body in MiB; 32."),
            new("ping_interval", ScalarTypes.Duration, "Silence after which a ping is written to the client; 10s."),
            new("drain_time", ScalarTypes.Duration, "How long running turns may go on when the gateway stops; 30s."),
            new("data", ScalarTypes.Text, "The directory of the local store."),
        ],
        Create);

    private static ServerConfig? Create(BoundMembers bound)
    {
        var defaults = new ServerConfig();
        var listen = bound.Get<string>("listen") ?? defaults.Listen;
        if (!IsAddress(listen))
        {
            bound.Context.Error(bound.SpotOf("listen"), $"\"{listen}\" is no address and port", "write 127.0.0.1:4141, [::1]:4141 or localhost:4141");
            return null;
        }

        return new ServerConfig
        {
            Listen = listen,
            MaxBodyBytes = bound.Value<long>("max_body_mb") is { } mb ? mb * 1024 * 1024 : defaults.MaxBodyBytes,
            PingInterval = bound.Value<TimeSpan>("ping_interval") ?? defaults.PingInterval,
            DrainTime = bound.Value<TimeSpan>("drain_time") ?? defaults.DrainTime,
            DataDirectory = bound.Get<string>("data"),
        };
    }

    private static bool IsAddress(string listen)
    {
        var colon = listen.LastIndexOf(':');
        return colon > 0
            && ushort.TryParse(listen.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out _)
            && Uri.CheckHostName(listen[..colon].Trim('[', ']')) != UriHostNameType.Unknown;
    }
}
