using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>
/// Google's <c>generateContent</c>, of the Gemini API and of Vertex: model and wish for a stream stand in the path. This half speaks to
/// upstreams.
/// </summary>
public sealed partial class GeminiDialect : IDialect, ICountsTokens
{
    private readonly bool _streamsArray;

    /// <summary>The dialect.</summary>
    public GeminiDialect()
    {
    }

    private GeminiDialect(bool streamsArray) => _streamsArray = streamsArray;

    /// <summary>
    /// The same towards a client that asks for a stream without <c>alt=sse</c>: it gets one JSON array, piece by piece (H-303).
    /// </summary>
    public static GeminiDialect InArrays { get; } = new(streamsArray: true);

    /// <inheritdoc/>
    public string Name => "gemini";

    /// <inheritdoc/>
    public string StreamContentType => _streamsArray ? "application/json; charset=UTF-8" : "text/event-stream; charset=utf-8";

    /// <inheritdoc/>
    public object DefaultProfile { get; } = GeminiProfile.Default with { RepairArguments = true };

    /// <inheritdoc/>
    public bool RunsServerTool(string type, object? profile) => type.StartsWith("web_search", StringComparison.Ordinal);

    /// <inheritdoc/>
    public bool OwnsPath(string path) =>
        path.EndsWith(":generateContent", StringComparison.Ordinal) || path.EndsWith(":streamGenerateContent", StringComparison.Ordinal);

    /// <inheritdoc/>
    public Uri Address(Uri endpoint, string model, bool stream)
    {
        var (prefix, name) = Split(endpoint, model);
        return Verb(endpoint, prefix, name, stream ? ":streamGenerateContent" : ":generateContent", stream);
    }

    /// <inheritdoc/>
    public Failure? WriteCount(Translation translation, Uri endpoint, ByteWriter output) => TokenCount.WriteQuestion(translation, endpoint, output);

    /// <inheritdoc/>
    public long? ReadCount(ReadOnlySpan<byte> answer) => TokenCount.ReadAnswer(answer);

    /// <inheritdoc/>
    public Uri CountAddress(Uri endpoint, string model)
    {
        var (prefix, name) = Split(endpoint, model);
        return Verb(endpoint, prefix, name, ":countTokens", stream: false);
    }

    /// <inheritdoc/>
    public Failure? WriteRequest(Translation translation, ByteWriter output) => RequestWriter.Write(translation, ProfileOf(translation), output);

    /// <inheritdoc/>
    public AnswerReader CreateStreamReader(Translation translation, IStreamSink sink) => new StreamReader(translation, ProfileOf(translation), sink);

    /// <inheritdoc/>
    public Failure? ReadAnswer(ReadOnlySpan<byte> body, Translation translation, IStreamSink sink) =>
        Answers.Read(body, translation, ProfileOf(translation), sink);

    /// <inheritdoc/>
    public Failure ReadError(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter) => ErrorReader.Read(status, body, retryAfter);

    private static GeminiProfile ProfileOf(Translation translation) => translation.Profile as GeminiProfile ?? GeminiProfile.Default;

    // A full URL names a model already, which the asked one replaces; a base ends where `models` begins.
    private static (string Prefix, string Model) Split(Uri endpoint, string model)
    {
        var path = endpoint.AbsolutePath.TrimEnd('/');
        var models = path.LastIndexOf("/models/", StringComparison.Ordinal);
        path = models >= 0 ? path[..models] : path.EndsWith("/models", StringComparison.Ordinal) ? path[..^"/models".Length] : path;

        // Tuned models stand under a collection of their own; others may be given with theirs.
        var slash = model.LastIndexOf('/');
        var name = slash >= 0 && model[..slash].EndsWith("models", StringComparison.Ordinal) && !model.StartsWith("tunedModels/", StringComparison.Ordinal)
            ? model[(slash + 1)..]
            : model;
        return (path.Length == 0 ? "/v1beta" : path, name);
    }

    private static Uri Verb(Uri endpoint, string prefix, string model, string verb, bool stream)
    {
        var collection = model.Contains('/', StringComparison.Ordinal) ? "/" : "/models/";
        var escaped = string.Join('/', model.Split('/').Select(Uri.EscapeDataString));
        var query = endpoint.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(static part => !part.StartsWith("alt=", StringComparison.Ordinal)).ToList();
        if (stream)
        {
            query.Add("alt=sse");
        }

        return new UriBuilder(endpoint) { Path = $"{prefix}{collection}{escaped}{verb}", Query = string.Join('&', query) }.Uri;
    }
}
