using System.Text;
using System.Text.RegularExpressions;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.AnthropicMessages.Hosts;

/// <summary>
/// A field, or a beta, that a host has refused by name (N21): from then on neither the field nor the betas that open it go there.
/// </summary>
internal static partial class RefusedField
{
    private const string BetaPrefix = "anthropic-beta:";

    // Without these there is no request, or no conversation: leaving them out would not be the same question.
    private static readonly HashSet<string> Essential = new(StringComparer.Ordinal)
    {
        "model", "messages", "max_tokens", "stream", "system", "tools", "role", "content", "type", "text", "id", "name", "input", "input_schema",
        "tool_use_id", "is_error", "source", "data", "media_type", "url", "signature", "thinking", "edits", "format", "schema",
    };

    /// <summary>What a refusal says to leave out; null where it names nothing that may be left out.</summary>
    public static Remedy? Find(string message)
    {
        if (UnknownBeta().Match(message) is { Success: true } beta)
        {
            return new Remedy(RemedyKind.DropMember, BetaPrefix + beta.Groups["beta"].Value);
        }

        var match = ExtraInput().Match(message);
        if (!match.Success)
        {
            return null;
        }

        var path = match.Groups["path"].Value.Replace('/', '.').Trim('.').Split('.', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (match.Groups["key"].Value is { Length: > 0 } key)
        {
            path.Add(key);
        }

        return PlaceOf(path) is { } place && !IsIndex(path[^1]) && !Essential.Contains(path[^1])
            ? new Remedy(RemedyKind.DropMember, $"{place}:{path[^1]}")
            : null;
    }

    /// <summary>The beta that a remedy takes out; null for one that takes out a field.</summary>
    public static string? BetaOf(Remedy remedy) =>
        remedy.Kind == RemedyKind.DropMember && remedy.Member.StartsWith(BetaPrefix, StringComparison.Ordinal) ? remedy.Member[BetaPrefix.Length..] : null;

    /// <summary>The field that a remedy takes out.</summary>
    public static (Place Place, byte[] Name)? FieldOf(Remedy remedy)
    {
        var colon = remedy.Member.IndexOf(':', StringComparison.Ordinal);
        return remedy.Kind == RemedyKind.DropMember && colon > 0 && Enum.TryParse<Place>(remedy.Member.AsSpan(0, colon), out var place)
            ? (place, Encoding.ASCII.GetBytes(remedy.Member[(colon + 1)..]))
            : null;
    }

    // A path as hosts write it: `tools.0.custom.defer_loading`, `messages.3.content.1.tool_use.caller`, `system.1.cache_control.ephemeral.scope`.
    private static Place? PlaceOf(List<string> path)
    {
        if (path.Count == 0)
        {
            return null;
        }

        if (path.Count == 1)
        {
            return Place.Top;
        }

        var holders = path[..^1];
        return holders.Contains("cache_control") ? Place.CacheControl
            : holders is ["output_config"] ? Place.OutputConfig
            : holders[0] == "thinking" ? Place.Thinking
            : holders[0] == "tools" && holders.Count is 2 or 3 ? Place.Tool
            : holders[0] == "messages" && holders.Count == 2 ? Place.Message
            : (holders[0] == "messages" && holders.Contains("content")) || holders[0] == "system" ? Place.Block
            : null;
    }

    private static bool IsIndex(string name) => name.All(char.IsAsciiDigit);

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"(^|[\s#])(?<path>[A-Za-z0-9_./-]{0,200}): (Extra inputs are not permitted|extraneous key \[(?<key>[A-Za-z0-9_]{1,64})\] is not permitted)", Options, 1000)]
    private static partial Regex ExtraInput();

    [GeneratedRegex(@"Unexpected value\(s\) `(?<beta>[A-Za-z0-9_-]{1,100})` for the `anthropic-beta` header", Options, 1000)]
    private static partial Regex UnknownBeta();
}
