using System.Net;
using System.Text;
using Dragoman.Hosting;
using Dragoman.Store.Turns;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>A gateway in this process, on a loopback port, with fake providers behind it and a data directory of its own.</summary>
internal sealed class GatewayFixture : IAsyncDisposable
{
    public const string Key = "dgm_test_key";

    public const string AdminSecret = "dga_test_admin_secret_of_the_owner";

    private readonly string _directory;
    private readonly Gateway _gateway;

    private GatewayFixture(string directory, Gateway gateway)
    {
        _directory = directory;
        _gateway = gateway;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = gateway.Address };
        Http.DefaultRequestHeaders.Add("x-api-key", Key);
        Http.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
    }

    /// <summary>A client that shows the key.</summary>
    public HttpClient Http { get; }

    public Gateway Gateway => _gateway;

    public string DataDirectory => Path.Combine(_directory, "data");

    public string ConfigPath => Path.Combine(_directory, "dragoman.yaml");

    /// <summary>Starts a gateway with the given configuration; variables are what its secrets refer to.</summary>
    public static async Task<GatewayFixture> StartAsync(
        string yaml, IReadOnlyDictionary<string, string>? variables = null, Func<GatewayOptions, GatewayOptions>? change = null)
    {
        var directory = Directory.CreateTempSubdirectory("dragoman-test-").FullName;
        var file = Path.Combine(directory, "dragoman.yaml");
        await File.WriteAllTextAsync(file, yaml);
        var options = new GatewayOptions
        {
            ConfigFile = file,
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            DataDirectory = Path.Combine(directory, "data"),
            BootstrapKey = Key,
            AdminSecret = AdminSecret,
            Environment = variables ?? new Dictionary<string, string> { ["TEST"] = "sk-test-upstream-key" },
        };
        return new GatewayFixture(directory, await Gateway.StartAsync(change?.Invoke(options) ?? options));
    }

    /// <summary>A configuration with one route to each of the given providers.</summary>
    public static string Config(params (string Route, string Provider, string Model, string Endpoint)[] routes)
    {
        var yaml = new StringBuilder("routes:\n");
        foreach (var (route, provider, model, endpoint) in routes)
        {
            yaml.Append("  - name: ").Append(route).Append("\n    upstream:\n      provider: ").Append(provider)
                .Append("\n      model: ").Append(model).Append("\n      endpoint: ").Append(endpoint)
                .Append("\n      api_key_ref: test\n");
        }

        return yaml.ToString();
    }

    /// <summary>The record of the turn behind a response, once it was written: a turn is settled when its answer has gone out.</summary>
    public async Task<TurnRecord> TurnAsync(HttpResponseMessage response)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var id = response.Headers.GetValues("request-id").Single();
        while (true)
        {
            await _gateway.FlushRecordsAsync(deadline.Token);
            if (_gateway.Store.Find(id) is { } turn)
            {
                return turn;
            }

            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _gateway.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
