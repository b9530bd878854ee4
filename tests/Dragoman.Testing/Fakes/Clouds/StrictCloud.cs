using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>
/// Claude in the envelope of a cloud. A subclass checks and opens the envelope; what is inside is checked by the rules of the Messages
/// API, for a host that knows few betas and none of their members.
/// </summary>
public abstract class StrictCloud : ScriptedUpstream
{
    private static readonly string[] UnknownMembers =
        ["context_management", "scope", "eager_input_streaming", "mcp_servers", "output_format", "strict", "speed", "fallbacks", "task_budget", "caller", "betas"];

    private readonly AnthropicRules _rules;
    private readonly SignatureMint _mint;
    private readonly ConcurrentQueue<byte[]> _frames = new();
    private int _calls;

    /// <summary>Makes one.</summary>
    private protected StrictCloud(Func<RecordedRequest, Answer> script, SignatureMint? mint)
        : base(script)
    {
        _mint = mint ?? new SignatureMint();
        _rules = new AnthropicRules(new StrictAnthropicOptions { LacksMembers = new HashSet<string>(UnknownMembers) }, _mint);
    }

    /// <summary>The betas that this cloud knows.</summary>
    protected abstract IReadOnlySet<string> Betas { get; }

    /// <summary>The frames of its streams, in the order in which they were made.</summary>
    public IReadOnlyList<byte[]> Frames => [.. _frames];

    /// <summary>How the ids of its calls begin.</summary>
    protected abstract string CallPrefix { get; }

    /// <summary>A signature as this fake mints it.</summary>
    public string Sign(string thinking) => _mint.Sign(thinking);

    /// <summary>Null where the envelope is right; else what the cloud says of it.</summary>
    protected abstract Refusal? Open(RecordedRequest request, JsonObject body, out string model, out bool stream);

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (request.Method != "POST" || !request.IsJson || JsonNode.Parse(request.Body) is not JsonObject body)
        {
            await RefuseAsync(context, request, [new Refusal(404, "Not found", "UnknownOperationException")], stop);
            return;
        }

        if (await CountAsync(context, request, stop))
        {
            return;
        }

        if (Open(request, body, out var model, out var stream) is { } refusal)
        {
            await RefuseAsync(context, request, [refusal], stop);
            return;
        }

        var inner = Inner(request, body, model, stream);
        if (_rules.Check(inner).FirstOrDefault() is { } wrong)
        {
            await RefuseAsync(context, request, [wrong], stop);
            return;
        }

        await PlayAsync(context, inner, stop);
    }

    /// <summary>Answers a request to count tokens. False where it is none.</summary>
    protected abstract Task<bool> CountAsync(HttpContext context, RecordedRequest request, CancellationToken stop);

    /// <summary>The refusal for a beta that is not known, or null.</summary>
    protected Refusal? CheckBetas(IEnumerable<string> betas) =>
        betas.FirstOrDefault(beta => !Betas.Contains(beta)) is { } unknown
            ? new Refusal(400, $"invalid beta flag: {unknown}", "ValidationException")
            : null;

    private static RecordedRequest Inner(RecordedRequest request, JsonObject body, string model, bool stream)
    {
        body.Remove("anthropic_version");
        body.Remove("anthropic_beta");
        body["model"] = model;
        body["stream"] = stream;
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        headers["anthropic-version"] = "2023-06-01";
        headers["x-api-key"] = "of the envelope";
        return new RecordedRequest(request.Number, "POST", "/v1/messages", "", headers, Encoding.UTF8.GetBytes(body.ToJsonString()), request.ArrivedAt);
    }

    /// <summary>What the cloud makes of a frame of the Messages API.</summary>
    private protected virtual byte[] Wrap(string frame) => Encoding.UTF8.GetBytes(frame);

    /// <summary>What is wrong with a body alone.</summary>
    private protected IReadOnlyList<Refusal> Check(ReadOnlySpan<byte> bytes, Func<JsonObject, Refusal?> envelope)
    {
        var body = JsonNode.Parse(bytes)!.AsObject();
        if (envelope(body) is { } refusal)
        {
            return [refusal];
        }

        var request = new RecordedRequest(1, "POST", "/", string.Empty, new Dictionary<string, string>(), bytes.ToArray(), 0);
        return _rules.Check(Inner(request, body, "m", stream: false));
    }

    /// <inheritdoc/>
    private protected sealed override object Frame(string frame)
    {
        var bytes = Wrap(frame);
        _frames.Enqueue(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    private protected override IAnswerWriter CreateWriter(RecordedRequest request, Answer answer) =>
        new AnthropicWriter(request, answer, _mint, () => $"{CallPrefix}{Interlocked.Increment(ref _calls):D6}Dragoman");
}
