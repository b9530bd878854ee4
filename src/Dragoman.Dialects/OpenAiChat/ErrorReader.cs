using System.Globalization;
using System.Text.RegularExpressions;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// What went wrong at a chat host, and what that means for the client (H-249 to H-267). A status alone says little: quotas, filters
/// and overflows share theirs with other things, so the body is asked first.
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
        var effective = status is 0 or (>= 200 and < 300) ? StatusOf(said) : status;
        var failure = Classify(effective, said, Redaction.Clean(said.Message));
        return failure with
        {
            Remedy = failure.Remedy ?? RefusedMembers.Find(failure),
            UpstreamStatus = status == 0 ? 200 : status,
            UpstreamCode = Code(said),
            RetryAfter = failure.IsRetryable || failure.Cause == FailureCause.RateLimit ? retryAfter ?? Wait(said.Message) : null,
        };
    }

    private static Failure Classify(int status, ErrorBody said, string text)
    {
        if (status is 413 or 429 && ContextOverflow.ReadRate(said.Message) is { } never)
        {
            return Final(FailureCause.PromptTooLong, 400, Redaction.Clean(never));
        }

        if (status is not (429 or >= 500 or 401) && ContextOverflow.Read(said) is { } overflow)
        {
            return Final(FailureCause.PromptTooLong, 400, Redaction.Clean(overflow));
        }

        if (IsFiltered(status, said))
        {
            return Final(FailureCause.ContentFiltered, 400, Or(text, "The provider's content filter refused the request."));
        }

        if (IsBilling(status, said))
        {
            return Final(FailureCause.Billing, 402, $"The account behind this upstream has no budget left: {Or(text, "payment required")}");
        }

        if (status == 401 || IsCredential(said))
        {
            // A 401 would tell people that they are not logged in (H-255).
            return Final(FailureCause.UpstreamCredential, 500,
                "The upstream refused the gateway's own credential; the operator must check the key of this upstream.");
        }

        if (said.Code == "tool_use_failed")
        {
            // The model's call was malformed; the next try may not be. Told as a 400, the client would strip its features (H-449).
            return Transient(FailureCause.Upstream, 500, Or(text, "The model's tool call failed the provider's validation.")) with
            {
                Remedy = new Remedy(RemedyKind.Again),
            };
        }

        return ByStatus(status, said, text);
    }

    private static Failure ByStatus(int status, ErrorBody said, string text)
    {
        switch (status)
        {
            case 404 when IsUnknownModel(said):
                return Final(FailureCause.NotFound, 404, $"model: {Or(text, "the upstream does not know it")}");
            case 404:
                return Final(FailureCause.Upstream, 500, $"The upstream has no such endpoint; check its address in the configuration. {text}".Trim());
            case 403:
                return Final(FailureCause.Permission, 403, Or(text, "The upstream does not permit this request."));
            case 408 or 504 or 524:
                return Transient(FailureCause.Timeout, 504, Or(text, "The upstream took too long; send the request again."));
            case 413 when IsRate(said):
                return Transient(FailureCause.RateLimit, 429, text);
            case 413:
                return Final(FailureCause.TooLarge, 413, Or(text, "The request is too large for the upstream; send less."));
            case 429:
                return Transient(FailureCause.RateLimit, 429, Or(text, "The upstream's rate limit is reached; wait a moment."));
            case 498 or 529:
                return Transient(FailureCause.Overloaded, 529, Or(text, "The upstream is overloaded; send the request again."));
            case >= 500 when IsOverloaded(status, said):
                return Transient(FailureCause.Overloaded, 529, Or(text, "The upstream is overloaded; send the request again."));
            case >= 500:
                return Transient(FailureCause.Upstream, status <= 599 ? status : 500, Or(text, "The upstream failed; send the request again."));
            default:
                return Final(FailureCause.InvalidRequest, 400, Or(text, "The upstream refused the request and did not say why."));
        }
    }

    // An error inside a 200 names its status as a code, as a type, or not at all (H-261, H-442, H-460).
    private static int StatusOf(ErrorBody said)
    {
        if (said.Status is >= 400 and <= 599)
        {
            return said.Status;
        }

        return said.Code switch
        {
            "1302" or "1303" or "1305" or "rate_limit_exceeded" => 429,
            "1113" => 402,
            "1261" => 400,
            // What a Responses host says inside a stream (H-364).
            "vector_store_timeout" => 504,
            "data_residency_mismatch" or "context_length_exceeded" or "invalid_prompt" => 400,
            var code when code.StartsWith("invalid_image", StringComparison.Ordinal) || code.StartsWith("image_", StringComparison.Ordinal)
                || code is "invalid_base64_image" or "unsupported_image_media_type" or "empty_image_file" or "failed_to_download_image" => 400,
            "1000" or "1001" or "1002" or "1003" or "1004" => 401,
            _ => said.Type switch
            {
                "invalid_request_error" or "BadRequestError" => 400,
                "authentication_error" => 401,
                "permission_error" => 403,
                "not_found_error" => 404,
                "rate_limit_error" or "rate_limit_exceeded" or "tokens" or "requests" => 429,
                "overloaded_error" => 529,
                _ => 500,
            },
        };
    }

    private static bool IsFiltered(int status, ErrorBody said) =>
        said.Code is "content_filter" or "content_policy_violation" or "1301" or "data_inspection_failed" or "DataInspectionFailed"
            or "invalid_prompt" or "bio_policy" or "misalignment_policy_violation" or "image_content_policy_violation"
        || said.Type is "content_filter" or "content_policy_violation"
        || said.Inner == "ResponsibleAIPolicyViolation"
        || (status is 400 or 403 && FilterPhrases().IsMatch(said.Message));

    private static bool IsBilling(int status, ErrorBody said) =>
        status == 402 || said.Code is "insufficient_quota" or "1113" or "billing_hard_limit_reached" or "billing_not_active"
        || said.Type is "insufficient_quota" or "billing_error" or "exceeded_current_quota_error"
        || (status is 400 or 403 or 429 && BillingPhrases().IsMatch(said.Message));

    private static bool IsCredential(ErrorBody said) =>
        said.Code is "invalid_api_key" or "invalid_authentication" || said.Type is "authentication_error" or "invalid_authentication_error"
        || said.Message.Contains("API key not valid", StringComparison.OrdinalIgnoreCase);

    private static bool IsUnknownModel(ErrorBody said) =>
        said.Code is "model_not_found" or "DeploymentNotFound" or "model_not_exist" or "resource_not_found"
        || said.Message.Contains("model", StringComparison.OrdinalIgnoreCase)
        || said.Message.Contains("deployment", StringComparison.OrdinalIgnoreCase);

    private static bool IsRate(ErrorBody said) =>
        said.Code.Contains("rate_limit", StringComparison.Ordinal) || said.Type is "tokens" or "requests"
        || said.Message.Contains("per minute", StringComparison.OrdinalIgnoreCase)
        || said.Message.Contains("(TPM)", StringComparison.Ordinal) || said.Message.Contains("rate limit", StringComparison.OrdinalIgnoreCase);

    private static bool IsOverloaded(int status, ErrorBody said) =>
        said.Type == "overloaded_error" || said.Code is "engine_overloaded" or "overloaded" or "model_overloaded"
        || (status == 503 && OverloadPhrases().IsMatch(said.Message));

    private static string? Code(ErrorBody said) => said.Code.Length > 0 ? said.Code : said.Type.Length > 0 ? said.Type : null;

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    // "Please try again in 1m2.5s", "retry after 20 seconds", "retryDelay": "17s".
    private static TimeSpan? Wait(string text)
    {
        if (WaitPhrase().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var seconds = Part(match, "h") * 3600 + Part(match, "m") * 60 + Part(match, "s") + Part(match, "ms") / 1000;
        return seconds is > 0 and < 86_400 ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static double Part(Match match, string group) =>
        double.TryParse(match.Groups[group].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : 0;

    // Trying again changes nothing: the client is told so, as it would otherwise try ten times (H-253, H-257).
    private static Failure Final(FailureCause cause, int status, string message) =>
        new(cause, status, message) { ShouldRetry = cause == FailureCause.PromptTooLong ? null : false };

    private static Failure Transient(FailureCause cause, int status, string message) => new(cause, status, message) { IsRetryable = true };

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex("content management policy|content filter|content policy|flagged (by|for)|violates? (our|the) (usage|safety|content)|data_inspection_failed|inappropriate content", Options, 1000)]
    private static partial Regex FilterPhrases();

    [GeneratedRegex("insufficient (balance|credits?|quota|funds)|exceeded your current quota|out of credits|credit balance is too low|spend(ing)? limit|requires more credits|account .{0,40}(arrears|suspended)", Options, 1000)]
    private static partial Regex BillingPhrases();

    [GeneratedRegex("overload|over capacity|at capacity|too busy|too many concurrent", Options, 1000)]
    private static partial Regex OverloadPhrases();

    [GeneratedRegex(@"(try again in|retry (again )?(after|in)|retryDelay\W{1,6}|wait) *((?<h>\d+)h)? ?((?<m>\d+)m(?!s))? ?((?<s>\d+(\.\d+)?) ?s(ec|econds?)?\b)?((?<ms>\d+(\.\d+)?)ms)?", Options, 1000)]
    private static partial Regex WaitPhrase();
}
