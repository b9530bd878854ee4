using System.Text;
using Dragoman.Testing;

namespace Dragoman.Tests.Hops;

/// <summary>A strict provider of each protocol, all playing one agent that thinks, speaks and calls tools in parallel.</summary>
internal sealed class HopProviders : IAsyncDisposable
{
    private const string Key = "api_key_ref: test";

    private int _turns;

    private HopProviders()
    {
    }

    public StrictAnthropic Anthropic { get; private set; } = null!;

    public StrictOpenAi Chat { get; private set; } = null!;

    public StrictResponses Responses { get; private set; } = null!;

    public StrictConverse Converse { get; private set; } = null!;

    public StrictOllama Ollama { get; private set; } = null!;

    public StrictGemini Gemini { get; private set; } = null!;

    public StrictGemini VertexGemini { get; private set; } = null!;

    public StrictBedrockInvoke BedrockClaude { get; private set; } = null!;

    public StrictVertexAnthropic VertexClaude { get; private set; } = null!;

    /// <summary>Routes in the order in which a session visits them: Claude, and somebody else, in turn.</summary>
    public IReadOnlyList<string> Tour =>
    [
        "claude-opus-5-5", "chat", "gemini", "responses", "claude-opus-5-5", "converse", "bedrock-claude", "vertex", "claude-opus-5-5", "ollama",
        "responses", "vertex-claude", "gemini", "converse", "chat",
    ];

    /// <summary>Each fake by the route that leads to it.</summary>
    public IReadOnlyDictionary<string, FakeUpstream> ByRoute => new Dictionary<string, FakeUpstream>
    {
        ["claude-opus-5-5"] = Anthropic,
        ["chat"] = Chat,
        ["responses"] = Responses,
        ["converse"] = Converse,
        ["ollama"] = Ollama,
        ["gemini"] = Gemini,
        ["vertex"] = VertexGemini,
        ["bedrock-claude"] = BedrockClaude,
        ["vertex-claude"] = VertexClaude,
    };

    /// <summary>True where Claude answers, whose signatures hold wherever it runs.</summary>
    public static bool IsClaude(string route) => route is "claude-opus-5-5" or "bedrock-claude" or "vertex-claude";

    /// <summary>The configuration of a gateway in front of them.</summary>
    public string Config => Yaml(
        ("claude-opus-5-5", "anthropic", "claude-opus-5-5", Anthropic.Endpoint, Key),
        ("chat", "openai", "gpt-5", Chat.Endpoint, Key),
        ("responses", "openai", "gpt-5", Responses.Endpoint, Key),
        ("converse", "bedrock", "us.anthropic.claude-opus-5", Converse.BaseUrl, Key),
        ("ollama", "ollama", "qwen3:14b", Ollama.BaseUrl, Key),
        ("gemini", "gemini", "gemini-3.1-pro-preview", Gemini.Endpoint, Key),
        ("vertex", "vertex", "gemini-3.5-flash", VertexGemini.Endpoint, Key + ", auth: bearer"),
        ("bedrock-claude", "bedrock-claude", "us.anthropic.claude-opus-5-5", BedrockClaude.BaseUrl, "region: us-east-1"),
        ("vertex-claude", "vertex-claude", "claude-opus-5-5", VertexClaude.Endpoint, Key + ", auth: bearer"));

    public static async Task<HopProviders> StartAsync()
    {
        var providers = new HopProviders();
        var mint = new SignatureMint();
        providers.Anthropic = await StrictAnthropic.StartAsync(providers.Play, new StrictAnthropicOptions { Mint = mint });
        providers.Chat = await StrictOpenAi.StartAsync(providers.Play);
        providers.Responses = await StrictResponses.StartAsync(providers.Play);
        providers.Converse = await StrictConverse.StartAsync(providers.Play);
        providers.Ollama = await StrictOllama.StartAsync(providers.Play);
        providers.Gemini = await StrictGemini.StartAsync(providers.Play);
        providers.VertexGemini = await StrictGemini.StartAsync(providers.Play, new StrictGeminiOptions { IsVertex = true });
        providers.BedrockClaude = await StrictBedrockInvoke.StartAsync(providers.Play, mint: mint);
        providers.VertexClaude = await StrictVertexAnthropic.StartAsync(providers.Play, "sk-test-upstream-key", mint);
        return providers;
    }

    /// <summary>Every route.</summary>
    public static IReadOnlyList<string> Routes { get; } =
        ["claude-opus-5-5", "chat", "responses", "converse", "ollama", "gemini", "vertex", "bedrock-claude", "vertex-claude"];

    /// <summary>What all of them answer; null for the agent of a session.</summary>
    public Func<RecordedRequest, Answer>? Script { get; set; }

    /// <summary>What any of them found wrong.</summary>
    public IEnumerable<string> Violations => ByRoute.SelectMany(entry => entry.Value.Violations.Select(violation => $"{entry.Key}: {violation}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var fake in ByRoute.Values)
        {
            await fake.DisposeAsync();
        }
    }

    private static string Yaml(params (string Route, string Provider, string Model, string Endpoint, string Access)[] routes)
    {
        var yaml = new StringBuilder("routes:\n");
        foreach (var (route, provider, model, endpoint, access) in routes)
        {
            yaml.Append($"  - name: {route}\n    upstream: {{ provider: {provider}, model: {model}, endpoint: \"{endpoint}\", {access} }}\n");
        }

        return yaml.ToString();
    }

    private Answer Play(RecordedRequest request)
    {
        if (Script is { } script)
        {
            return script(request);
        }

        var turn = Interlocked.Increment(ref _turns);
        var answer = Answer.New().Think($"Thought {turn}: ", "weighing \u00e9.").Say($"Answer {turn}: ", "done.");
        for (var i = 0; i < turn % 4; i++)
        {
            answer.Call(i % 2 == 0 ? "Read" : "mcp__files__Edit", $$$"""{"path":"src/{{{turn}}}-{{{i}}}.cs","edit":{"old":"a\"b\\n","new":"\u00e9😀","deep":[[{"n":{{{turn}}}.50}],null,true]}}""");
        }

        return answer;
    }
}
