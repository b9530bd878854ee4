using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dragoman.Core.Access;
using Dragoman.Core.Spending;
using Dragoman.Hosting;
using Dragoman.Store.Turns;
using Dragoman.Testing;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.Admission;

/// <summary>A gateway with keys and money, before an upstream of its clients' own dialect and one of another.</summary>
internal sealed class AdmissionRig : IAsyncDisposable
{
    private AdmissionRig(GatewayFixture gateway, StrictAnthropic anthropic, StrictOpenAi openai, FakeAccess access, MemoryLedger ledger) =>
        (Gateway, Anthropic, OpenAi, Access, Ledger) = (gateway, anthropic, openai, access, ledger);

    public GatewayFixture Gateway { get; }

    public StrictAnthropic Anthropic { get; }

    public StrictOpenAi OpenAi { get; }

    public FakeAccess Access { get; }

    public MemoryLedger Ledger { get; }

    public static async Task<AdmissionRig> StartAsync(
        Func<RecordedRequest, Answer>? script = null, string extra = "", Func<GatewayOptions, GatewayOptions>? change = null)
    {
        var anthropic = await StrictAnthropic.StartAsync(request => script?.Invoke(request) ?? Answer.Text("ok").Using(1000, 100));
        var openai = await StrictOpenAi.StartAsync(request => script?.Invoke(request) ?? Answer.Text("ok").Using(1000, 100));
        var (access, ledger) = (new FakeAccess(), new MemoryLedger());
        var gateway = await GatewayFixture.StartAsync(
            GatewayFixture.Config(
                ("claude-opus-5-5", "anthropic", "claude-opus-5-5", anthropic.BaseUrl + "/v1/messages"),
                ("via", "openai", "gpt-5", openai.BaseUrl + "/v1/chat/completions")) + extra,
            change: options => (change?.Invoke(options) ?? options) with { Access = access, Ledger = ledger });
        return new AdmissionRig(gateway, anthropic, openai, access, ledger);
    }

    /// <summary>Waits until the gateway works by what <see cref="Access"/> says.</summary>
    public async Task SettledAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Gateway.Gateway.AccessRevision != Access.State.Revision)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async Task ChangeAsync(Func<AccessState, AccessState> change)
    {
        Access.Change(change);
        await SettledAsync();
    }

    /// <summary>The user's only budget from now on.</summary>
    public Task BudgetAsync(long nanoUsd, PrincipalId? scope = null) =>
        ChangeAsync(state => state with { Budgets = [FakeAccess.Budget(scope ?? FakeAccess.User, nanoUsd)] });

    public Task<HttpResponseMessage> PostAsync(
        string model = "claude-opus-5-5", bool stream = false, string? key = FakeAccess.Secret, string session = "s-1", string tools = "",
        Action<HttpRequestHeaders>? headers = null, string system = "", CancellationToken cancellation = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
        {
            Content = new StringContent(
                $$"""{"model":"{{model}}","max_tokens":64000,"stream":{{(stream ? "true" : "false")}},{{system}}{{tools}}"messages":[{"role":"user","content":"hi"}]}""",
                Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-claude-code-session-id", session);
        if (key is not null)
        {
            request.Headers.Add("authorization", "Bearer " + key);
        }

        headers?.Invoke(request.Headers);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>One turn, whole; what it cost.</summary>
    public async Task<long> SpendAsync(string model = "claude-opus-5-5", string session = "s-1")
    {
        using var response = await PostAsync(model, session: session);
        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync());
        return (await TurnAsync(response)).CostNanoUsd!.Value;
    }

    public Task<TurnRecord> TurnAsync(HttpResponseMessage response) => Gateway.TurnAsync(response);

    public static async Task<(string Type, string Message)> ErrorAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var error = document.RootElement.GetProperty("error");
        return (error.GetProperty("type").GetString()!, error.GetProperty("message").GetString()!);
    }

    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Gateway.DisposeAsync();
        await Anthropic.DisposeAsync();
        await OpenAi.DisposeAsync();
    }

    private HttpClient Client => field ??= new HttpClient { BaseAddress = Gateway.Gateway.Address };
}
