using System.Text.RegularExpressions;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>Takes out of an upstream's words what is not for the client (H-264).</summary>
internal static partial class ErrorText
{
    /// <summary>Without keys and bearer tokens, and not longer than <paramref name="maxLength"/>.</summary>
    public static string Scrub(string message, int maxLength)
    {
        var text = message.Length <= maxLength ? message : message[..maxLength] + "…";
        return Secret().Replace(text, "[redacted]");
    }

    [GeneratedRegex(@"\b(?:sk|pk|rk|xai|gsk|key)-[A-Za-z0-9_\-*.]{6,}|\bBearer\s+[A-Za-z0-9._\-]{8,}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Secret();
}
