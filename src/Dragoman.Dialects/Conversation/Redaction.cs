using System.Text.RegularExpressions;

namespace Dragoman.Dialects.Conversation;

/// <summary>Takes out of an upstream's words what is nobody else's business: keys, accounts, hosts inside its network, traces (H-264).</summary>
internal static partial class Redaction
{
    /// <summary>The text without them.</summary>
    public static string Clean(string text)
    {
        text = Trace().Replace(text, string.Empty);
        text = Secret().Replace(text, "[redacted]");
        text = Account().Replace(text, "${kind}-[redacted]");
        return InnerHost().Replace(text, "[internal address]").Trim();
    }

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(
        @"\b(sk|rk|pk|gsk|xai|pplx|csk|fw|hf|ghp|gho|glpat|nvapi|dgm|tgp_v\d)[-_][A-Za-z0-9_*.\-]{3,}|\bsk-|\bAIza[A-Za-z0-9_\-]{10,}|\bBearer\s+\S+|\bAKIA[A-Z0-9]{12,}|(?<=(api[_-]?key|token|secret|password)["":=\s]{1,4})[A-Za-z0-9_\-]{16,}",
        Options | RegexOptions.IgnoreCase,
        1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\b(?<kind>org|proj|acct|user|account|project|organization)[-_][A-Za-z0-9]{12,}\b", Options, 1000)]
    private static partial Regex Account();

    [GeneratedRegex(
        @"(https?://)?(localhost|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|[A-Za-z0-9.\-]+\.(internal|local|svc|lan|corp|cluster\.local))(:\d+)?(/[^\s""']*)?",
        Options | RegexOptions.IgnoreCase,
        1000)]
    private static partial Regex InnerHost();

    [GeneratedRegex(@"Traceback \(most recent call last\):.*|\s+at [\w.<>$]+\(.*", Options | RegexOptions.Singleline, 1000)]
    private static partial Regex Trace();
}
