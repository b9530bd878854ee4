using System.Globalization;
using System.Text.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>What <c>google.rpc</c> details say of an error (H-392). Never on the path of a turn that works.</summary>
/// <param name="RetryDelay">How long to wait.</param>
/// <param name="IsPerDay">The quota is one of a day.</param>
/// <param name="Reason">The reason's code, e.g. <c>API_KEY_INVALID</c>; empty where none is named.</param>
internal sealed record ErrorDetails(TimeSpan? RetryDelay, bool IsPerDay, string Reason)
{
    private static readonly ErrorDetails None = new(null, false, string.Empty);

    /// <summary>Reads any body; nothing where it has no details.</summary>
    public static ErrorDetails Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            root = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;
            var details = Member(Member(root, "error"), "details");
            return details.ValueKind == JsonValueKind.Array ? Of(details) : None;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return None;
        }
    }

    private static ErrorDetails Of(JsonElement details)
    {
        var found = None;
        foreach (var detail in details.EnumerateArray())
        {
            found = found with
            {
                RetryDelay = Delay(Text(detail, "retryDelay")) ?? found.RetryDelay,
                Reason = Text(detail, "reason") is { Length: > 0 } reason ? reason : found.Reason,
            };
            var violations = Member(detail, "violations");
            foreach (var violation in violations.ValueKind == JsonValueKind.Array ? violations.EnumerateArray() : default)
            {
                found = found with { IsPerDay = found.IsPerDay || Text(violation, "quotaId").Contains("PerDay", StringComparison.Ordinal) };
            }
        }

        return found;
    }

    // "34s", "34.4s".
    private static TimeSpan? Delay(string text) =>
        text.EndsWith('s') && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : string.Empty;
}
