using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Testing;
using Usage = Dragoman.Dialects.Conversation.Usage;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>What a Messages answer said, read from its JSON without any of the code under test.</summary>
internal static class MessagesOracle
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>A stream of our own making, which must also keep the grammar of Messages streams.</summary>
    public static Spoken Stream(ReadOnlySpan<byte> body, List<string> faults)
    {
        var folded = AnthropicStreamGrammar.Fold(body);
        faults.AddRange(folded.Errors);
        return Read(folded.Message, folded.StreamError is not null);
    }

    /// <summary>A recorded stream; what its provider writes is not judged.</summary>
    public static Spoken Stream(ReadOnlySpan<byte> body) => Stream(body, []);

    public static Spoken Whole(ReadOnlySpan<byte> body) => Read(JsonNode.Parse(body, documentOptions: Deep)!.AsObject(), failed: false);

    private static Spoken Read(JsonObject message, bool failed)
    {
        var spoken = new Spoken { Failed = failed };
        foreach (var block in (message["content"] as JsonArray ?? []).OfType<JsonObject>())
        {
            switch ((string?)block["type"])
            {
                case "text":
                    spoken.Text += (string?)block["text"];
                    break;
                case "thinking":
                    spoken.Thinking += (string?)block["thinking"];
                    break;
                case "tool_use":
                    var partial = block["input"]?["__partial"];
                    spoken.Calls.Add(new SpokenCall(
                        (string)block["id"]!,
                        (string)block["name"]!,
                        partial is null ? Spoken.Canonical(block["input"]!.ToJsonString()) : (string)partial!));
                    break;
                default:
                    break;
            }
        }

        var usage = message["usage"] as JsonObject;
        spoken.Stop = failed ? StopReason.None : Stop((string?)message["stop_reason"]);
        spoken.Usage = failed
            ? default
            : new Usage
            {
                IsReported = true,
                InputTokens = Number(usage?["input_tokens"]),
                CacheReadTokens = Number(usage?["cache_read_input_tokens"]),
                CacheWriteTokens = Number(usage?["cache_creation_input_tokens"]),
                OutputTokens = Number(usage?["output_tokens"]),
                ThinkingTokens = Number(usage?["output_tokens_details"]?["thinking_tokens"]),
            };
        return spoken;
    }

    private static StopReason Stop(string? reason) => reason switch
    {
        "end_turn" => StopReason.EndTurn,
        "max_tokens" => StopReason.MaxTokens,
        "stop_sequence" => StopReason.StopSequence,
        "tool_use" => StopReason.ToolUse,
        "pause_turn" => StopReason.PauseTurn,
        "refusal" => StopReason.Refusal,
        "model_context_window_exceeded" => StopReason.ContextWindowExceeded,
        "compaction" => StopReason.Compaction,
        _ => StopReason.None,
    };

    private static long Number(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number ? (long)node : 0;
}
