using System.Globalization;
using System.Text.RegularExpressions;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Gemini;

/// <summary>
/// What went wrong at Google, and what that means for the client (H-249 to H-267, H-391, H-392). The status word says more than the
/// number, and the details more than both.
/// </summary>
internal static partial class ErrorReader
{
    /// <summary>Reads an error.</summary>
    /// <param name="status">The HTTP status; 0 for an error inside a 200.</param>
    /// <param name="body">The body, of any type.</param>
    /// <param name="retryAfter">What the headers say about waiting.</param>
    public static Failure Read(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter)
    {
        var said = ErrorBody.Parse(body);
        var details = ErrorDetails.Parse(body);
        var effective = status is 0 or (>= 200 and < 300) ? StatusOf(said) : status;
        var failure = Classify(effective, said, details, Redaction.Clean(said.Message));
        return failure with
        {
            UpstreamStatus = status == 0 ? 200 : status,
            UpstreamCode = said.Type.Length > 0 ? said.Type : said.Code.Length > 0 ? said.Code : null,
            RetryAfter = failure.IsRetryable || failure.Cause == FailureCause.RateLimit ? retryAfter ?? details.RetryDelay ?? Wait(said.Message) : null,
        };
    }

    private static Failure Classify(int status, ErrorBody said, ErrorDetails details, string text)
    {
        if (status is not (429 or >= 500 or 401) && ContextOverflow.Read(said) is { } overflow)
        {
            return new Failure(FailureCause.PromptTooLong, 400, Redaction.Clean(overflow));
        }

        if (status == 401 || said.Type == "UNAUTHENTICATED" || details.Reason is "API_KEY_INVALID" or "ACCESS_TOKEN_EXPIRED"
            || said.Message.Contains("API key not valid", StringComparison.OrdinalIgnoreCase)
            || said.Message.Contains("API key expired", StringComparison.OrdinalIgnoreCase))
        {
            // A 401 would tell people that they are not logged in (H-255).
            return Final(FailureCause.UpstreamCredential, 500,
                "The upstream refused the gateway's own credential; the operator must check the key of this upstream.");
        }

        if (status is 400 or 403 or 404 && CachePhrases().IsMatch(said.Message))
        {
            return Final(FailureCause.InvalidRequest, 400, text) with { Remedy = new Remedy(RemedyKind.WithoutCache) };
        }

        return status switch
        {
            400 => Refused(said, text),
            402 => Final(FailureCause.Billing, 402, $"The account behind this upstream has no budget left: {Or(text, "payment required")}"),
            403 when details.Reason == "BILLING_DISABLED" =>
                Final(FailureCause.Billing, 402, $"The account behind this upstream has no budget left: {Or(text, "payment required")}"),
            403 => Final(FailureCause.Permission, 403, Or(text, "The upstream does not permit this request.")),
            404 when said.Message.Contains("model", StringComparison.OrdinalIgnoreCase) =>
                Final(FailureCause.NotFound, 404, $"model: {text}"),
            404 => Final(FailureCause.Upstream, 500, $"The upstream has no such endpoint; check its address in the configuration. {text}".Trim()),
            408 or 504 => Transient(FailureCause.Timeout, 504, Or(text, "The upstream took too long; send the request again.")),
            413 => Final(FailureCause.TooLarge, 413, Or(text, "The request is too large for the upstream; send less.")),
            429 when details.IsPerDay =>
                // A day's quota does not come back within the client's patience (H-254, H-392).
                Final(FailureCause.RateLimit, 429, Or(text, "The upstream's quota of the day is used up; try again tomorrow.")),
            429 => Transient(FailureCause.RateLimit, 429, Or(text, "The upstream's rate limit is reached; wait a moment.")),
            499 or 503 or 529 => Transient(FailureCause.Overloaded, 529, Or(text, "The upstream is overloaded; send the request again.")),
            >= 500 => Transient(FailureCause.Upstream, status <= 599 ? status : 500, Or(text, "The upstream failed; send the request again.")),
            _ => Final(FailureCause.InvalidRequest, 400, Or(text, "The upstream refused the request and did not say why.")),
        };
    }

    private static Failure Refused(ErrorBody said, string text)
    {
        var failure = Final(FailureCause.InvalidRequest, 400, Or(text, "The upstream refused the request and did not say why."));
        if (SignaturePhrases().IsMatch(said.Message))
        {
            return failure with { Remedy = new Remedy(RemedyKind.PlaceholderSignatures) };
        }

        if (UnknownName().Match(said.Message) is { Success: true } unknown)
        {
            return failure with { Remedy = new Remedy(RemedyKind.DropMember, Member(unknown)) };
        }

        if (ThinkingPhrases().IsMatch(said.Message))
        {
            return failure with { Remedy = new Remedy(RemedyKind.DropMember, "generationConfig.thinkingConfig") };
        }

        return FilterPhrases().IsMatch(said.Message)
            ? Final(FailureCause.ContentFiltered, 400, Or(text, "The provider's content filter refused the request."))
            : failure;
    }

    // The name as the request writer knows it, whichever spelling and place the error gives.
    private static string Member(Match unknown)
    {
        var name = unknown.Groups["name"].Value;
        return name switch
        {
            "parametersJsonSchema" or "parameters_json_schema" => "parametersJsonSchema",
            "thinkingConfig" or "thinking_config" => "generationConfig.thinkingConfig",
            "thinkingLevel" or "thinking_level" => "generationConfig.thinkingConfig.thinkingLevel",
            "safetySettings" or "safety_settings" => "safetySettings",
            _ => name,
        };
    }

    private static int StatusOf(ErrorBody said) => said.Status is >= 400 and <= 599 ? said.Status : said.Type switch
    {
        "INVALID_ARGUMENT" or "FAILED_PRECONDITION" or "OUT_OF_RANGE" => 400,
        "UNAUTHENTICATED" => 401,
        "PERMISSION_DENIED" => 403,
        "NOT_FOUND" => 404,
        "RESOURCE_EXHAUSTED" => 429,
        "UNAVAILABLE" => 503,
        "DEADLINE_EXCEEDED" => 504,
        _ => 500,
    };

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    private static TimeSpan? Wait(string text) =>
        WaitPhrase().Match(text) is { Success: true } match
        && double.TryParse(match.Groups["s"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;

    // Trying again changes nothing: the client is told so, as it would otherwise try ten times (H-253, H-257).
    private static Failure Final(FailureCause cause, int status, string message) => new(cause, status, message) { ShouldRetry = false };

    private static Failure Transient(FailureCause cause, int status, string message) => new(cause, status, message) { IsRetryable = true };

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex("thought[ _]?signature", Options, 1000)]
    private static partial Regex SignaturePhrases();

    [GeneratedRegex(@"Unknown name \\?""(?<name>[A-Za-z_]{1,64})\\?"" at '(?<path>[^']{0,200})'", Options, 1000)]
    private static partial Regex UnknownName();

    [GeneratedRegex("thinking (level|budget|config)?[^.]{0,40}(is )?not (supported|enabled|allowed)|does not support thinking|thinking_(level|budget)[^.]{0,60}not supported", Options, 1000)]
    private static partial Regex ThinkingPhrases();

    [GeneratedRegex("blocked (by|due to) [^.]{0,40}safety|violat(es|ed) [^.]{0,40}(policy|policies)|prohibited content", Options, 1000)]
    private static partial Regex FilterPhrases();

    [GeneratedRegex("cached? ?content", Options, 1000)]
    private static partial Regex CachePhrases();

    [GeneratedRegex(@"retry in (?<s>\d+(\.\d+)?) ?s", Options, 1000)]
    private static partial Regex WaitPhrase();
}
