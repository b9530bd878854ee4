using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.Testing;

/// <summary>Writes an answer as pieces of generateContent, or as one.</summary>
internal sealed class GeminiWriter(RecordedRequest request, Answer answer, SignatureLedger signatures) : IAnswerWriter
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool _signed;
    private int _calls;

    private bool IsThree => request.Conversation.Model.StartsWith("gemini-3", StringComparison.Ordinal);

    // Gemini says STOP whether it calls or not.
    private string FinishReason => answer.FinishReason switch
    {
        null or "stop" or "tool_calls" => "STOP",
        "length" => "MAX_TOKENS",
        "content_filter" => "SAFETY",
        var verbatim => verbatim,
    };

    /// <summary>The frames and waits of the stream.</summary>
    public IEnumerable<object> Stream()
    {
        foreach (var part in answer.Parts)
        {
            switch (part)
            {
                case WaitPart wait:
                    yield return wait.Until;
                    break;
                case FramePart frame:
                    yield return frame.Frame;
                    break;
                default:
                    foreach (var piece in Pieces(part))
                    {
                        yield return Frame(Chunk([piece], null));
                    }

                    break;
            }
        }

        if (!answer.IsRawStream)
        {
            yield return Frame(Chunk([new JsonObject { ["text"] = "" }], FinishReason));
        }
    }

    /// <summary>The whole response.</summary>
    public byte[] Whole() => JsonSerializer.SerializeToUtf8Bytes(Chunk([.. answer.Parts.SelectMany(Pieces)], FinishReason), Compact);

    private IEnumerable<JsonObject> Pieces(Part part) => part switch
    {
        TextPart text => text.Pieces.Select(piece => new JsonObject { ["text"] = piece }),
        ThinkingPart thinking => thinking.Pieces.Select(piece => new JsonObject { ["text"] = piece, ["thought"] = true }),
        CallPart call => [Call(call)],
        _ => [],
    };

    private JsonObject Call(CallPart call)
    {
        var part = new JsonObject
        {
            ["functionCall"] = new JsonObject
            {
                ["name"] = call.Name,
                ["args"] = JsonNode.Parse(call.Arguments),
                ["id"] = call.Id ?? $"g{request.Number:x4}{++_calls:x3}",
            },
        };
        if (!_signed && IsThree)
        {
            _signed = true;
            part["thoughtSignature"] = signatures.Mint(SignatureLedger.PartOf(call.Name));
        }

        return part;
    }

    private JsonObject Chunk(JsonArray parts, string? finish)
    {
        var candidate = new JsonObject { ["content"] = new JsonObject { ["parts"] = parts, ["role"] = "model" }, ["index"] = 0 };
        if (finish is not null)
        {
            candidate["finishReason"] = finish;
        }

        var chunk = new JsonObject { ["candidates"] = new JsonArray(candidate) };
        if (answer.ReportsUsage)
        {
            var usage = answer.ReportedUsage ?? new Usage(Math.Max(1, request.Body.Length / 4), answer.EstimatedCompletion);
            chunk["usageMetadata"] = new JsonObject
            {
                ["promptTokenCount"] = usage.Prompt,
                ["cachedContentTokenCount"] = Math.Max(usage.Cached, request.CachedTokens),
                ["candidatesTokenCount"] = usage.Completion - usage.Reasoning,
                ["thoughtsTokenCount"] = usage.Reasoning,
                ["totalTokenCount"] = usage.Prompt + usage.Completion,
            };
        }

        chunk["modelVersion"] = request.Conversation.Model;
        chunk["responseId"] = $"resp{request.Number:D8}";
        return chunk;
    }

    private static string Frame(JsonNode node) => $"data: {node.ToJsonString(Compact)}\r\n\r\n";
}
