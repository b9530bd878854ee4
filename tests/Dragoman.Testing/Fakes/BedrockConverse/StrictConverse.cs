using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>
/// Bedrock's Converse and ConverseStream, as strict as the real API: each request is checked against the published service model (where
/// the reference data is there) and against the rules that no model holds. A request that breaks one is refused in Bedrock's words and
/// noted in <see cref="FakeUpstream.Violations"/>.
/// </summary>
public sealed class StrictConverse : ScriptedUpstream
{
    private static readonly Lazy<ServiceModel?> Published = new(() =>
        SharedData.TryFind("specs/bedrock/bedrock-runtime.service-2.json", out var path) ? ServiceModel.Load(path) : null);

    private readonly StrictConverseOptions _options;
    private readonly ConcurrentDictionary<string, bool> _minted = new(StringComparer.Ordinal);
    private int _calls;

    private StrictConverse(Func<RecordedRequest, Answer> script, StrictConverseOptions options)
        : base(script)
    {
        _options = options;
    }

    /// <summary>True when requests are also held against the published service model.</summary>
    public static bool HasPublishedModel => Published.Value is not null;

    /// <summary>Opens a fake whose answers the script gives.</summary>
    public static async Task<StrictConverse> StartAsync(Func<RecordedRequest, Answer> script, StrictConverseOptions? options = null)
    {
        var fake = new StrictConverse(script, options ?? new StrictConverseOptions());
        await fake.StartAsync();
        return fake;
    }

    /// <summary>Opens a fake that gives one answer to everything.</summary>
    public static Task<StrictConverse> StartAsync(Answer answer, StrictConverseOptions? options = null) => StartAsync(_ => answer, options);

    /// <summary>Checks a body alone, as if it had come with a good key for that model.</summary>
    public static IReadOnlyList<Refusal> CheckBody(ReadOnlySpan<byte> body, string model, StrictConverseOptions? options = null)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = "Bearer key", ["Content-Type"] = "application/json" };
        var request = new RecordedRequest(1, "POST", $"/model/{Uri.EscapeDataString(model)}/converse", string.Empty, headers, body.ToArray(), 0);
        options ??= new StrictConverseOptions();
        return ConverseRules.Check(request, options, Published.Value, options.KnownSignatures.Contains);
    }

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (request.Method == "POST" && request.Path.EndsWith("/count-tokens", StringComparison.Ordinal))
        {
            await CountAsync(context, request, stop);
            return;
        }

        if (request.Method != "POST" || (!IsStream(request) && !request.Path.EndsWith("/converse", StringComparison.Ordinal)) || ConverseRules.ModelOf(request.Path).Length == 0)
        {
            Violate(request, "no such operation");
            await SendAsync(context, 404, ConverseErrors.Body("UnknownOperationException"), stop);
            return;
        }

        if (await RefuseAsync(context, request, ConverseRules.Check(request, _options, Published.Value, proof => _minted.ContainsKey(proof) || _options.KnownSignatures.Contains(proof)), stop))
        {
            return;
        }

        await PlayAsync(context, request, stop);
    }

    /// <inheritdoc/>
    private protected override string StreamType => "application/vnd.amazon.eventstream";

    /// <inheritdoc/>
    private protected override bool IsStream(RecordedRequest request) => request.Path.EndsWith("/converse-stream", StringComparison.Ordinal);

    /// <inheritdoc/>
    private protected override string ErrorBody(HttpContext context, Refusal refusal) => ConverseErrors.Body(refusal.Message);

    /// <inheritdoc/>
    private protected override IAnswerWriter CreateWriter(RecordedRequest request, Answer answer) => new ConverseWriter(request, answer, MintCallId, Sign);

    private async Task CountAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (StrictBedrockInvoke.IsProfile(request.RawTarget))
        {
            await SendAsync(context, 400, ConverseErrors.Body("The provided model doesn't support counting tokens."), stop);
            return;
        }

        string[] counted = ["messages", "system", "toolConfig", "additionalModelRequestFields"];
        var isQuestion = request.Json.EnumerateObject().Select(member => member.Name).SequenceEqual(["input"])
            && request.Json.GetProperty("input").EnumerateObject().Select(member => member.Name).SequenceEqual(["converse"])
            && request.Json.GetProperty("input").GetProperty("converse").EnumerateObject().All(member => counted.Contains(member.Name));
        if (!isQuestion || request.Header("Authorization") is null)
        {
            Violate(request, "no CountTokens request");
            await SendAsync(context, 400, ConverseErrors.Body("The request is not valid."), stop);
            return;
        }

        await SendAsync(context, 200, $$"""{"inputTokens":{{request.Body.Length / 4}}}""", stop);
    }

    private string MintCallId(string name) => $"tooluse_{Interlocked.Increment(ref _calls):D6}{name.Length:D2}dragoman";

    private string Sign(string text)
    {
        var signature = "Eo" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes("converse\n" + text)));
        _minted[$"{text}\n{signature}"] = true;
        return signature;
    }
}
