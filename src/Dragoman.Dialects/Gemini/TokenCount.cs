using System.Text.Json;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>
/// <c>countTokens</c>, both ways: what an upstream is asked, what it answers, and what a client asks and is answered (H-335). Pure;
/// asking is the data plane's. Nothing of it is on the path of a turn.
/// </summary>
public static class TokenCount
{
    // Vertex counts these members; the Gemini API takes a whole request inside another one.
    private static readonly byte[][] Counted = ["contents"u8.ToArray(), "systemInstruction"u8.ToArray(), "tools"u8.ToArray(), "generationConfig"u8.ToArray()];

    /// <summary>Writes the question for an upstream.</summary>
    /// <param name="translation">The request, as it would be sent for an answer.</param>
    /// <param name="endpoint">The upstream's endpoint, which says whether it is Vertex.</param>
    /// <param name="output">Where to write.</param>
    /// <returns>Null; or why this upstream cannot serve the request at all.</returns>
    public static Failure? WriteQuestion(Translation translation, Uri endpoint, ByteWriter output)
    {
        using var body = new ByteWriter();
        if (RequestWriter.Write(translation, translation.Profile as GeminiProfile ?? GeminiProfile.Default, body) is { } failure)
        {
            return failure;
        }

        if (!endpoint.AbsolutePath.Contains("/publishers/", StringComparison.Ordinal))
        {
            output.Write("{\"generateContentRequest\":{\"model\":"u8);
            output.WriteString(translation.Model.Id.Contains('/', StringComparison.Ordinal) ? translation.Model.Id : "models/" + translation.Model.Id);
            output.Write((byte)',');
            output.Write(body.Written[1..]);
            output.Write((byte)'}');
            return null;
        }

        MemberFilter.Write(body.Written, Counted, output);
        return null;
    }

    /// <summary>Reads an upstream's answer: the tokens; null where it says none.</summary>
    public static long? ReadAnswer(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("totalTokens", out var total)
                && total.ValueKind == JsonValueKind.Number && total.TryGetInt64(out var tokens) && tokens >= 0
                ? tokens
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Makes the body of a client's question the request that is to be counted: what it wraps, or itself.
    /// </summary>
    internal static void Unwrap(ConversationRequest request)
    {
        var body = request.Body;
        var cursor = new JsonCursor(request.Arena, body);
        if (cursor.Peek() != JsonKind.Object)
        {
            return;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var isIt = name.SequenceEqual("generateContentRequest"u8) || name.SequenceEqual("generate_content_request"u8);
            var isObject = cursor.Peek() == JsonKind.Object;
            var value = cursor.ReadValue();
            if (isIt && isObject && !cursor.Failed)
            {
                request.Body = value;
            }
        }
    }
}
