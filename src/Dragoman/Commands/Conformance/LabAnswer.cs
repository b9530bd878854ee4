using System.Text.Json.Nodes;
using Dragoman.Core.Capabilities;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Commands.Conformance;

/// <summary>An answer as the client got it, folded.</summary>
internal sealed record LabAnswer
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The message of an error, before or inside the stream; null for none.</summary>
    public string? Error { get; init; }

    /// <summary>The blocks, as they are sent again on the next turn.</summary>
    public JsonArray Content { get; init; } = [];

    /// <summary>Why it ended.</summary>
    public string? Stop { get; init; }

    /// <summary>The counts.</summary>
    public Usage Usage { get; init; }

    /// <summary>How many pieces of text came.</summary>
    public int TextPieces { get; init; }

    /// <summary>From the request to the first piece.</summary>
    public TimeSpan FirstPiece { get; init; }

    /// <summary>From the first piece to the last one.</summary>
    public TimeSpan Spread { get; init; }

    /// <summary>What the gateway says was lost on the way there.</summary>
    public string Losses { get; init; } = string.Empty;

    /// <summary>All text.</summary>
    public string Text => string.Concat(Blocks("text").Select(static block => (string?)block["text"]));

    /// <summary>The calls, in order.</summary>
    public IReadOnlyList<LabCall> Calls =>
        [.. Blocks("tool_use").Select(static block => new LabCall((string?)block["id"] ?? string.Empty, (string?)block["name"] ?? string.Empty, block["input"] as JsonObject))];

    /// <summary>The blocks of a type.</summary>
    public IEnumerable<JsonObject> Blocks(string type) => Content.OfType<JsonObject>().Where(block => (string?)block["type"] == type);

    /// <summary>True where the gateway had to leave something of this kind out, or change it.</summary>
    public bool Lost(string kind) => Losses.Split(", ").Any(loss => loss.StartsWith($"{kind}:", StringComparison.Ordinal));

    /// <summary>What stands in the way of judging the answer; null where there is one.</summary>
    public CheckResult? Problem => Error is not { } error ? null
        : Status is 400 or 404 or 413 or 422 or 501 ? CheckResult.Unsupported($"refused: {error}")
        : Status == 200 ? CheckResult.Failed($"the answer broke off: {error}")
        : CheckResult.Inconclusive($"status {Status}: {error}");
}
