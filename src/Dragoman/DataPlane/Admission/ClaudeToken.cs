namespace Dragoman.DataPlane.Admission;

/// <summary>
/// A key in the form in which Claude Code shows how much of a cap is used. It listens to a gateway's usage headers only where its
/// <c>ANTHROPIC_AUTH_TOKEN</c> looks like a gateway's: three parts like a JWT's, the second of which names the audience
/// <c>claude-gateway</c> (2.1.329). The first two are always the same and open nothing; the key is the third.
/// </summary>
internal static class ClaudeToken
{
    // {"alg":"none"} and {"aud":"claude-gateway"}.
    private const string Head = "eyJhbGciOiJub25lIn0.eyJhdWQiOiJjbGF1ZGUtZ2F0ZXdheSJ9.";

    /// <summary>The key in that form.</summary>
    public static string Of(string key) => Head + key;

    /// <summary>The key, whichever form it is shown in.</summary>
    public static ReadOnlySpan<char> KeyIn(ReadOnlySpan<char> shown) => shown.StartsWith(Head, StringComparison.Ordinal) ? shown[Head.Length..] : shown;
}
