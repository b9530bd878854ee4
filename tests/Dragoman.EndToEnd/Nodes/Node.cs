using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Nodes;

/// <summary>A gateway process on a PostgreSQL database, as a client and an administrator see it.</summary>
internal sealed class Node : IAsyncDisposable
{
    private const string AdminSecret = "dga_the_owners_secret_on_every_node";
    private const string Body = """{"model":"claude-opus-5-5","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}""";

    private static int _sessions;

    private readonly HttpClient _http;

    private Node(GatewayProcess process)
    {
        Process = process;
        _http = new HttpClient { BaseAddress = new Uri(process.BaseUrl), Timeout = TimeSpan.FromSeconds(40) };
    }

    public GatewayProcess Process { get; }

    public static async Task<Node> StartAsync(string database, StrictAnthropic upstream, string access = "refuse") => new(await GatewayProcess.StartAsync(
        $$"""
        store: {address: '${STORE}', node_secret: '${NODE_SECRET}'}
        access: {when_ledger_fails: {{access}}}

        """ + RouteLine.Yaml([new RouteLine("claude-opus-5-5", "anthropic", "claude-opus-5-5", upstream.BaseUrl + "/v1/messages")]),
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["STORE"] = database,
            ["NODE_SECRET"] = "0123456789abcdef0123456789abcdef",
            ["DRAGOMAN_ADMIN_SECRET"] = AdminSecret,
            [RouteLine.KeyVariable] = "sk-upstream-secret",
        }));

    /// <summary>One turn of a session of its own.</summary>
    public async Task<HttpResponseMessage> TurnAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-api-key", key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("x-claude-code-session-id", string.Create(CultureInfo.InvariantCulture, $"session-{Interlocked.Increment(ref _sessions)}"));
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<JsonNode> AdminAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/admin/v1/" + path);
        request.Headers.Add("authorization", "Bearer " + AdminSecret);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)response.StatusCode} {text}\n{Process.Log}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>True where the node holds the key's turns against a budget.</summary>
    public async Task<bool> IsCappedAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/oauth/usage");
        request.Headers.Add("x-api-key", key);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode == HttpStatusCode.OK
            && JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["limits"]!.AsArray().Count > 0;
    }

    /// <summary>A key of a new user: its id and its secret.</summary>
    public async Task<(string Id, string Secret)> KeyAsync(string name)
    {
        var user = (string)(await AdminAsync("POST", "users", $$"""{"name":"{{name}}"}"""))["id"]!;
        var key = await AdminAsync("POST", "keys", $$$"""{"name":"laptop","owner":{"kind":"user","id":"{{{user}}}"}}""");
        return ((string)key["id"]!, (string)key["secret"]!);
    }

    /// <summary>A budget of the organisation for today.</summary>
    public async Task<string> BudgetAsync(long nanoUsd) => (string)(await AdminAsync(
        "POST", "budgets", $$"""{"scope":{"kind":"organisation"},"limit_usd":"{{Text(nanoUsd)}}","period":"year"}"""))["id"]!;

    /// <summary>What all nodes have settled of a budget, and what is lent out and not settled; nano-dollars.</summary>
    public async Task<(long Spent, long Leased)> StandingAsync(string budget)
    {
        var shape = await AdminAsync("GET", $"budgets/{budget}");
        return (Nano((string)shape["spent_usd"]!), Nano((string)shape["reserved_usd"]!));
    }

    /// <summary>Turns in the store that were completed, and what they cost; nano-dollars.</summary>
    public async Task<(long Turns, long Cost)> RecordedAsync()
    {
        var rows = (await AdminAsync("GET", "usage?group_by=model"))["data"]!.AsArray();
        return (rows.Sum(row => (long)row!["turns"]! - (long)row["failed"]!), rows.Sum(row => Nano((string)row!["cost_usd"]!)));
    }

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan deadline, string what, Func<string>? state = null)
    {
        using var timeout = new CancellationTokenSource(deadline);
        while (!await condition())
        {
            timeout.IsCancellationRequested.ShouldBeFalse($"{what}{(state is null ? "" : $": {state()}")}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public static bool Is(HttpResponseMessage response, HttpStatusCode status)
    {
        using (response)
        {
            return response.StatusCode == status;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }

    private static string Text(long nanoUsd) => (nanoUsd / 1e9m).ToString(CultureInfo.InvariantCulture);

    private static long Nano(string usd) => (long)(decimal.Parse(usd, CultureInfo.InvariantCulture) * 1_000_000_000);
}
