using System.Text.Json;
using Dragoman.ControlPlane.Http;
using Dragoman.Store.Audit;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>One entry of the audit log.</summary>
internal sealed record AuditShape
{
    /// <summary>Its number.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What it is about; its retention follows from it.</summary>
    public string? Class { get; init; }

    /// <summary>Who did it; null where retention has deleted what the entry says.</summary>
    public string? Actor { get; init; }

    /// <summary>What was done, e.g. <c>key.create</c>.</summary>
    public string? Action { get; init; }

    /// <summary>To what.</summary>
    public string? Target { get; init; }

    /// <summary>From where.</summary>
    public string? From { get; init; }

    /// <summary>What became of it: <c>done</c> or <c>refused</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>The request by which it was done.</summary>
    public string? RequestId { get; init; }

    /// <summary>What it was about: before, after, reason. Never a secret.</summary>
    public JsonElement? Detail { get; init; }

    /// <summary>The entry's hash, which holds the hash of the one before.</summary>
    public required string Hash { get; init; }

    /// <summary>The shape.</summary>
    public static AuditShape Of(AuditRecord record) => new()
    {
        Sequence = record.Sequence,
        At = record.At,
        Class = record.Class is { } kind ? SnakeCaseEnum<AuditClass>.Word(kind) : null,
        Actor = record.Entry?.Actor,
        Action = record.Entry?.Action,
        Target = record.Entry?.Target,
        Outcome = record.Entry?.Outcome,
        From = record.Entry?.Address,
        RequestId = record.Entry?.RequestId,
        Detail = Parse(record.Entry?.Detail),
        Hash = Convert.ToHexStringLower(record.Hash.Span),
    };

    // What was cut at its bound is no JSON any more, and is shown as text.
    private static JsonElement? Parse(string? detail)
    {
        if (detail is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(detail);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(detail, AdminJson.Default.String);
        }
    }
}
