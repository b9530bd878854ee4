using System.Diagnostics;

namespace Dragoman.Bench.Load;

/// <summary>The gateway as a process of its own, with one set of routes for passing and one for translation.</summary>
internal static class GatewayUnderTest
{
    /// <summary>The key of its clients.</summary>
    public const string Key = "sk-dragoman-bench-0123456789abcdef0123456789";

    /// <summary>What stands before a model's name where the turn is translated.</summary>
    public const string TranslatedPrefix = "chat-";

    private static readonly string[] Models = ["quick", "live", "hold"];

    /// <summary>Starts one with its own data directory inside <paramref name="directory"/>.</summary>
    public static Task<OwnedProcess> StartAsync(string directory, int upstreamPort)
    {
        var config = ConfigFile(directory);
        File.WriteAllText(config, Configuration(upstreamPort));
        var port = OwnedProcess.FreePort();
        var start = new ProcessStartInfo(DotNet.Host)
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "dragoman.dll"), "serve", "--config", config,
                "--listen", $"127.0.0.1:{port}", "--data", Path.Combine(directory, "data"),
            },
        };
        start.Environment["DRAGOMAN_KEY"] = Key;
        start.Environment["UPSTREAM_KEY"] = "sk-upstream-0123456789abcdef";
        return OwnedProcess.StartAsync(start, port);
    }

    /// <summary>Its configuration file.</summary>
    public static string ConfigFile(string directory) => Path.Combine(directory, "dragoman.yaml");

    // All connections are one session to it, and no session sends thousands of turns a second: it is watched, but not stopped.
    private static string Configuration(int upstreamPort) => "runaway: {usd_per_minute: {warn: 0, throttle: 0, pause: 0}}\nroutes:\n" + string.Concat(
        Models.Select(model => Route(model, "anthropic", model, $"http://127.0.0.1:{upstreamPort}/v1/messages"))
            .Concat(Models.Select(model => Route(TranslatedPrefix + model, "openai", model, $"http://127.0.0.1:{upstreamPort}/v1/chat/completions"))));

    private static string Route(string name, string provider, string model, string endpoint) => $$"""
          - name: {{name}}
            inbound_protocol: anthropic
            upstream:
              provider: {{provider}}
              model: {{model}}
              endpoint: {{endpoint}}
              api_key_ref: upstream_key

        """;
}
