using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Store.Turns;
using Dragoman.Testing;
using Dragoman.Tests.ControlPlane;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.Admission;

/// <summary>A gateway with its own store, an administrator at its API, and a developer with a key that was made there.</summary>
internal sealed class StoredRig : IAsyncDisposable
{
    private StoredRig(GatewayFixture gateway, StrictAnthropic upstream, AdminClientFixture admin, string team, string user, (string Id, string Secret) key) =>
        (Gateway, Upstream, Admin, Team, User, Key) = (gateway, upstream, admin, team, user, key);

    public GatewayFixture Gateway { get; }

    public StrictAnthropic Upstream { get; }

    public AdminClientFixture Admin { get; }

    public string Team { get; }

    public string User { get; }

    public (string Id, string Secret) Key { get; }

    public static async Task<StoredRig> StartAsync(string extra = "", Func<RecordedRequest, Answer>? script = null)
    {
        var upstream = await StrictAnthropic.StartAsync(request => script?.Invoke(request) ?? Answer.Text("ok").Using(1000, 100));
        var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(
            ("claude-opus-5-5", "anthropic", "claude-opus-5-5", upstream.BaseUrl + "/v1/messages"),
            ("claude-haiku-4-5", "anthropic", "claude-haiku-4-5", upstream.BaseUrl + "/v1/messages")) + extra);
        var admin = new AdminClientFixture(gateway);
        var (team, user) = await admin.UserAsync("ada");
        return new StoredRig(gateway, upstream, admin, team, user, await admin.KeyAsync(user));
    }

    public async Task<string> BudgetAsync(string kind, string id, string usd, string period = "month") => (string)(await Admin.MakeAsync(
        "budgets", $$"""{"scope":{"kind":"{{kind}}"{{(id.Length > 0 ? $",\"id\":\"{id}\"" : "")}}},"limit_usd":"{{usd}}","period":"{{period}}"}"""))["id"]!;

    public Task<HttpResponseMessage> PostAsync(string model = "claude-opus-5-5", string? key = null, string session = "s-1", string path = "/v1/messages", string more = "")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Gateway.Gateway.Address, path))
        {
            Content = new StringContent(
                $$"""{"model":"{{model}}",{{(path.EndsWith("count_tokens", StringComparison.Ordinal) ? "" : "\"max_tokens\":1000,")}}{{more}}"messages":[{"role":"user","content":"hi"}]}""",
                Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-claude-code-session-id", session);
        request.Headers.Add("authorization", "Bearer " + (key ?? Key.Secret));
        return Http.SendAsync(request);
    }

    /// <summary>One turn that must pass; its record.</summary>
    public async Task<TurnRecord> PassAsync(string model = "claude-opus-5-5", string? key = null, string session = "s-1")
    {
        using var response = await PostAsync(model, key, session);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await Gateway.TurnAsync(response);
    }

    /// <summary>One turn that must be refused; the sentence and the record.</summary>
    public async Task<(string Message, TurnRecord Turn)> RefusedAsync(int status, string model = "claude-opus-5-5", string? key = null, string session = "s-1")
    {
        using var response = await PostAsync(model, key, session);
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
        return ((await AdmissionRig.ErrorAsync(response)).Message, await Gateway.TurnAsync(response));
    }

    public async Task<JsonNode> GetAsync(string path, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Gateway.Gateway.Address, path));
        request.Headers.Add("authorization", "Bearer " + (key ?? Key.Secret));
        using var response = await Http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Admin.Dispose();
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private HttpClient Http { get; } = new();
}
