using Dragoman.EndToEnd.Cli;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Gateway;

/// <summary>
/// The whole path of a test: the real CLI in a workspace of its own, the real gateway, a strict provider that plays a script.
/// With DRAGOMAN_E2E_DIRECT=1 the CLI talks to the strict Anthropic fake without a gateway: what fails then is the CLI or the test.
/// </summary>
public sealed class Rig : IAsyncDisposable
{
    /// <summary>The key of the upstream, which no client knows.</summary>
    public const string UpstreamKey = "sk-upstream-secret";

    /// <summary>Opens the gateway's admin API.</summary>
    public const string AdminSecret = "dga_the_owner_of_this_test_gateway";

    /// <summary>The model the CLI asks for where a test does not say.</summary>
    public const string AskedModel = "claude-opus-5-5";

    private readonly GatewayProcess? _gateway;

    private Rig(Provider provider, ClaudeWorkspace workspace, FakeUpstream upstream, GatewayProcess? gateway)
    {
        Provider = provider;
        Workspace = workspace;
        Upstream = upstream;
        _gateway = gateway;
    }

    /// <summary>True when the gateway is left out.</summary>
    public static bool IsDirect => Environment.GetEnvironmentVariable("DRAGOMAN_E2E_DIRECT") == "1";

    /// <summary>Who stands behind the gateway.</summary>
    public Provider Provider { get; }

    /// <summary>Home and project of the CLI.</summary>
    public ClaudeWorkspace Workspace { get; }

    /// <summary>The strict provider.</summary>
    public FakeUpstream Upstream { get; }

    /// <summary>The gateway.</summary>
    public GatewayProcess Gateway => _gateway ?? throw new InvalidOperationException("This run has no gateway.");

    /// <summary>The requests for turns that the provider got.</summary>
    public IReadOnlyList<RecordedRequest> Turns =>
        [.. Upstream.Requests.Where(request => request.Method == "POST" && !request.Path.EndsWith("/count_tokens", StringComparison.Ordinal)
            && !request.Path.EndsWith(":countTokens", StringComparison.Ordinal))];

    /// <summary>The turns of agents: those that offer tools.</summary>
    public IReadOnlyList<RecordedRequest> AgentTurns => [.. Turns.Where(request => request.Conversation.OffersTools)];

    /// <summary>The model the provider is asked for where a test does not say.</summary>
    public static string UpstreamModel(Provider provider) => provider switch
    {
        Provider.OpenAi => "gpt-5",
        Provider.Responses => "gpt-5.4",
        Provider.Bedrock => "us.anthropic.claude-opus-5-5",
        Provider.Converse => "us.anthropic.claude-opus-5",
        Provider.Ollama => "gemma3:27b",
        Provider.Gemini => "gemini-3.1-pro-preview",
        _ => "claude-opus-5-5",
    };

    /// <summary>Starts provider and gateway. The script is made when the workspace is there, so that it can name its paths.</summary>
    public static Task<Rig> StartAsync(
        Provider provider,
        Func<ClaudeWorkspace, ScriptedAgent> script,
        Func<string, IEnumerable<RouteLine>>? routes = null,
        string settings = "")
    {
        var workspace = new ClaudeWorkspace();
        return StartAsync(provider, workspace, script(workspace).Answer, routes, settings);
    }

    /// <summary>Starts provider and gateway for a script that is a function.</summary>
    public static async Task<Rig> StartAsync(
        Provider provider,
        ClaudeWorkspace workspace,
        Func<RecordedRequest, Answer> script,
        Func<string, IEnumerable<RouteLine>>? routes = null,
        string settings = "")
    {
        if (IsDirect)
        {
            if (provider != Provider.Anthropic)
            {
                Assert.Skip("Without a gateway there is no translation to test.");
            }

            return new Rig(provider, workspace, await StrictAnthropic.StartAsync(script), null);
        }

        var keys = new HashSet<string>(StringComparer.Ordinal) { UpstreamKey };
        FakeUpstream upstream;
        string endpoint;
        if (provider == Provider.OpenAi)
        {
            var openAi = await StrictOpenAi.StartAsync(script, new StrictOpenAiOptions { Keys = keys });
            (upstream, endpoint) = (openAi, openAi.Endpoint);
        }
        else if (provider == Provider.Bedrock)
        {
            upstream = await StrictBedrockInvoke.StartAsync(script);
            endpoint = upstream.BaseUrl;
        }
        else if (provider == Provider.Vertex)
        {
            var vertex = await StrictVertexAnthropic.StartAsync(script, UpstreamKey);
            (upstream, endpoint) = (vertex, vertex.Endpoint);
        }
        else if (provider == Provider.Converse)
        {
            upstream = await StrictConverse.StartAsync(script, new StrictConverseOptions { Keys = keys });
            endpoint = upstream.BaseUrl;
        }
        else if (provider == Provider.Ollama)
        {
            upstream = await StrictOllama.StartAsync(script, new StrictOllamaOptions { Models = ["gemma3:27b"], Capabilities = ["completion", "tools", "vision"] });
            endpoint = upstream.BaseUrl;
        }
        else if (provider == Provider.Responses)
        {
            var responses = await StrictResponses.StartAsync(script, new StrictOpenAiOptions { Keys = keys });
            (upstream, endpoint) = (responses, responses.Endpoint);
        }
        else if (provider == Provider.Gemini)
        {
            var gemini = await StrictGemini.StartAsync(script, new StrictGeminiOptions { Keys = keys });
            (upstream, endpoint) = (gemini, gemini.Endpoint);
        }
        else
        {
            var anthropic = await StrictAnthropic.StartAsync(script, new StrictAnthropicOptions { Keys = keys });
            (upstream, endpoint) = (anthropic, anthropic.Endpoint);
        }

        var lines = routes?.Invoke(endpoint) ?? [Line(provider, endpoint)];
        var gateway = await GatewayProcess.StartAsync(
            settings + RouteLine.Yaml(lines), Variables);
        return new Rig(provider, workspace, upstream, gateway);
    }

    // What the gateway's upstreams are known by: a key, and the access key that AWS's own chain finds.
    private static Dictionary<string, string> Variables => new()
    {
        [RouteLine.KeyVariable] = UpstreamKey,
        ["AWS_ACCESS_KEY_ID"] = StrictBedrockInvoke.KeyId,
        ["AWS_SECRET_ACCESS_KEY"] = StrictBedrockInvoke.Secret,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["DRAGOMAN_ADMIN_SECRET"] = AdminSecret,
    };

    /// <summary>The route to a provider, under the name of the model that the CLI asks for.</summary>
    public static RouteLine Line(Provider provider, string endpoint)
    {
        var line = new RouteLine(AskedModel, Name(provider), UpstreamModel(provider), endpoint);
        return provider switch
        {
            Provider.Bedrock => line with { Credential = "region: us-east-1" },
            Provider.Vertex => line with { Credential = line.Credential + "\n      auth: bearer" },
            _ => line,
        };
    }

    /// <summary>The provider's name in a configuration.</summary>
    public static string Name(Provider provider) => provider switch
    {
        Provider.OpenAi or Provider.Responses => "openai",
        Provider.Bedrock => "bedrock-claude",
        Provider.Vertex => "vertex-claude",
        Provider.Converse => "bedrock",
        Provider.Ollama => "ollama",
        Provider.Gemini => "gemini",
        _ => "anthropic",
    };

    /// <summary>The options of a run through this rig.</summary>
    public ClaudeOptions Options(string prompt) => new()
    {
        BaseUrl = _gateway?.BaseUrl ?? Upstream.BaseUrl,
        ApiKey = _gateway?.Key ?? UpstreamKey,
        Model = AskedModel,
        Prompt = prompt,
    };

    /// <summary>
    /// Runs the CLI to its end. A request that the provider finds wrong ends the run early: the CLI would only repeat it for minutes.
    /// </summary>
    public async Task<ClaudeResult> RunAsync(string prompt, Func<ClaudeOptions, ClaudeOptions>? change = null)
    {
        await using var session = await ClaudeCli.StartAsync(Workspace, change is null ? Options(prompt) : change(Options(prompt)));
        var running = session.CompleteAsync();
        try
        {
            if (await Task.WhenAny(running, Upstream.Violated) != running)
            {
                return await running.WaitAsync(TimeSpan.FromSeconds(5));
            }

            return await running;
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n{Evidence()}", late);
        }
    }

    /// <summary>The run ended well by the CLI's own word, and the provider found nothing wrong with any request.</summary>
    public void ShouldHaveSucceeded(ClaudeResult result, string text)
    {
        Upstream.Violations.ShouldBeEmpty(Explain(result));
        result.ExitCode.ShouldBe(0, Explain(result));
        result.IsError.ShouldBeFalse(Explain(result));
        result.Subtype.ShouldBe("success", Explain(result));
        result.Text.ShouldBe(text, Explain(result));
    }

    /// <summary>All that is known, for the message of a failed assertion.</summary>
    public string Explain(ClaudeResult result) => $"{result.Describe()}\n{Evidence()}";

    private string Evidence() =>
        $"--- requests at the provider: {Turns.Count} ---\n{string.Join('\n', Upstream.Violations)}\n--- gateway ---\n{_gateway?.Log}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await Upstream.DisposeAsync();
        Workspace.Dispose();
    }
}
