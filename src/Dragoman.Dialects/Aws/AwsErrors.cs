using System.Text.RegularExpressions;

namespace Dragoman.Dialects.Aws;

/// <summary>
/// What AWS's services say alike when something is wrong. Their bodies hold little more than a sentence; the exception's name stands in
/// a header, or on the frame inside a stream (H-410).
/// </summary>
internal static partial class AwsErrors
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>The HTTP status that stands for an exception, written with either case of its first letter.</summary>
    public static int StatusOf(string exception) => exception.ToUpperInvariant() switch
    {
        "THROTTLINGEXCEPTION" => 429,
        "VALIDATIONEXCEPTION" or "SERVICEQUOTAEXCEEDEDEXCEPTION" or "CONFLICTEXCEPTION" => 400,
        "ACCESSDENIEDEXCEPTION" => 403,
        "RESOURCENOTFOUNDEXCEPTION" => 404,
        "MODELTIMEOUTEXCEPTION" => 408,
        "SERVICEUNAVAILABLEEXCEPTION" or "MODELNOTREADYEXCEPTION" => 503,
        _ => 500,
    };

    /// <summary>True where it is the credential that was refused, which AWS tells with a 403 as it tells a missing permission (H-255).</summary>
    public static bool IsCredential(int status, string message) =>
        status == 401 || (status == 403 && CredentialWords().IsMatch(message)) || CredentialPhrases().IsMatch(message);

    // Under other statuses the same words may come from a request that speaks of them.
    [GeneratedRegex("security token|signature|API key|bearer token|authentication token|Authorization header|authentication failed", Options, 1000)]
    private static partial Regex CredentialWords();

    [GeneratedRegex("security token (included in the request )?(is|has) (invalid|expired)|signature (we calculated|not yet current|expired)|request signature|API key (is )?(not valid|invalid|expired)|invalid (API key|bearer token)|authentication (failed|token)|bearer token has expired|Authorization header (is )?(missing|requires)", Options, 1000)]
    private static partial Regex CredentialPhrases();
}
