using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>One request as a fake provider received it.</summary>
public sealed class RecordedRequest
{
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<JsonElement?> _json;
    private readonly Lazy<ConversationView> _conversation;

    internal RecordedRequest(int number, string method, string path, string query, IReadOnlyDictionary<string, string> headers, byte[] body, long arrivedAt)
    {
        Number = number;
        Method = method;
        Path = path;
        Query = query;
        Headers = headers;
        Body = body;
        ArrivedAt = arrivedAt;
        _json = new(ParseBody);
        _conversation = new(() => ConversationView.Read(this));
    }

    /// <summary>The position among all requests of this fake, from 1.</summary>
    public int Number { get; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path without the query.</summary>
    public string Path { get; }

    /// <summary>The query with its question mark, or empty.</summary>
    public string Query { get; }

    /// <summary>Path and query exactly as they stood on the request line: what a signature is about.</summary>
    public string RawTarget { get; internal init; } = string.Empty;

    /// <summary>Tokens of an explicit cache that the request goes on from.</summary>
    internal int CachedTokens { get; private init; }

    /// <summary>Headers by name, any case; several lines of one name are joined by a comma.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The exact bytes of the body.</summary>
    public byte[] Body { get; }

    /// <summary>When the headers were there: a <see cref="System.Diagnostics.Stopwatch"/> timestamp.</summary>
    public long ArrivedAt { get; }

    /// <summary>Ends when the client closed the connection before the answer was complete; never ends otherwise.</summary>
    public Task Aborted => _aborted.Task;

    /// <summary>Ends when the answer was written, or given up.</summary>
    public Task Answered => _answered.Task;

    /// <summary>The body as JSON; throws where it is none.</summary>
    public JsonElement Json => _json.Value ?? throw new InvalidDataException($"Request {Number} ({Method} {Path}) has no JSON body.");

    /// <summary>True when the body is JSON.</summary>
    public bool IsJson => _json.Value is not null;

    /// <summary>The conversation in the body, whatever the dialect: what a script decides by.</summary>
    public ConversationView Conversation => _conversation.Value;

    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The same request with another body: what it says once everything that it refers to stands in it.</summary>
    internal RecordedRequest With(byte[] body, int cachedTokens) =>
        new(Number, Method, Path, Query, Headers, body, ArrivedAt) { RawTarget = RawTarget, CachedTokens = cachedTokens };

    internal void MarkAborted() => _aborted.TrySetResult();

    internal void MarkAnswered() => _answered.TrySetResult();

    private JsonElement? ParseBody()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
