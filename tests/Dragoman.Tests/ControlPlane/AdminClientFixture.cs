using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.ControlPlane;

/// <summary>Somebody at the admin API of a gateway in this process, over HTTP.</summary>
internal sealed class AdminClientFixture : IDisposable
{
    public AdminClientFixture(GatewayFixture gateway, string credential = GatewayFixture.AdminSecret)
    {
        Gateway = gateway;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = gateway.Gateway.Address };
        Http.DefaultRequestHeaders.Add("authorization", $"Bearer {credential}");
    }

    public GatewayFixture Gateway { get; }

    public HttpClient Http { get; }

    /// <summary>Another caller at the same gateway.</summary>
    public AdminClientFixture As(string credential) => new(Gateway, credential);

    /// <summary>Sends; paths are below <c>/admin/v1</c> unless they begin with <c>/</c>.</summary>
    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.StartsWith('/') ? path : $"/admin/v1/{path}");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends, and gives the body of the answer that is expected.</summary>
    public async Task<JsonNode> ExpectAsync(
        HttpStatusCode status, string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(method, path, body, headers);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(status, $"{method} {path}: {text}");
        return JsonNode.Parse(text)!;
    }

    public Task<JsonNode> GetAsync(string path) => ExpectAsync(HttpStatusCode.OK, "GET", path);

    public Task<JsonNode> MakeAsync(string path, string body) => ExpectAsync(HttpStatusCode.Created, "POST", path, body);

    /// <summary>The sentence of a refusal.</summary>
    public async Task<string> RefusedAsync(
        HttpStatusCode status, string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        var problem = await ExpectAsync(status, method, path, body, headers);
        var detail = ((string?)problem["detail"]).ShouldNotBeNull();
        detail.ShouldMatch(@"^[^\n]+[.…]$");
        detail.ShouldNotContain("Dragoman.");
        return detail;
    }

    /// <summary>A user, in a team of its own.</summary>
    public async Task<(string Team, string User)> UserAsync(string name)
    {
        var team = (string)(await MakeAsync("teams", $$"""{"name":"team of {{name}}"}"""))["id"]!;
        var user = (string)(await MakeAsync("users", $$"""{"name":"{{name}}","email":"{{name}}@example.com","parent_id":"{{team}}"}"""))["id"]!;
        return (team, user);
    }

    /// <summary>A key of a user.</summary>
    public async Task<(string Id, string Secret)> KeyAsync(string user, string more = "")
    {
        var key = await MakeAsync("keys", $$"""{"name":"laptop","owner":{"kind":"user","id":"{{user}}"}{{more}}}""");
        return ((string)key["id"]!, (string)key["secret"]!);
    }

    /// <summary>The secret of a new token.</summary>
    public async Task<string> TokenAsync(string role, string? user = null)
    {
        var token = await MakeAsync("tokens", $$"""{"name":"{{role}}","role":"{{role}}"{{(user is null ? "" : $",\"user_id\":\"{user}\"")}}}""");
        return (string)token["secret"]!;
    }

    public void Dispose() => Http.Dispose();
}
