using System.Text.RegularExpressions;
using Dragoman.Dialects.Aws;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>
/// What went wrong at Bedrock, and what that means for the client (H-249 to H-267). Its bodies say little more than a sentence: the
/// exception's name stands in a header, so the status and the wording decide.
/// </summary>
internal static partial class ErrorReader
{
    // Members that a model may refuse by name, and that a request can be written without.
    private static readonly string[] Droppable =
    [
        "toolConfig.toolChoice.any", "toolConfig.toolChoice.tool", "toolConfig.toolChoice", "stopSequences", "temperature", "topP", "top_k",
        "thinking", "reasoning", "reasoning_effort", "reasoning_config", "anthropic_beta", "outputConfig.effort", "outputConfig.textFormat",
        "status", "cachePoint",
    ];

    /// <summary>Reads an error body.</summary>
    /// <param name="status">The HTTP status; 0 for an error inside a 200.</param>
    /// <param name="body">The body, of any type.</param>
    /// <param name="retryAfter">What the headers say about waiting.</param>
    public static Failure Read(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter)
    {
        var said = ErrorBody.Parse(body);
        var effective = status is 0 or (>= 200 and < 300) ? AwsErrors.StatusOf(said.Type) : status;
        var failure = Classify(effective, said, Redaction.Clean(said.Message));
        return failure with
        {
            UpstreamStatus = status == 0 ? 200 : status,
            UpstreamCode = said.Code.Length > 0 ? said.Code : said.Type.Length > 0 ? said.Type : null,
            RetryAfter = failure.IsRetryable ? retryAfter : null,
        };
    }

    /// <summary>Reads an exception inside a stream.</summary>
    /// <param name="type">Its name, e.g. <c>throttlingException</c>.</param>
    /// <param name="payload">Its body, or a plain sentence.</param>
    public static Failure Read(string type, ReadOnlySpan<byte> payload)
    {
        var said = ErrorBody.Parse(payload);
        return Classify(AwsErrors.StatusOf(type), said, Redaction.Clean(said.Message)) with { UpstreamStatus = 200, UpstreamCode = type.Length > 0 ? type : null };
    }

    private static Failure Classify(int status, ErrorBody said, string text)
    {
        if (status is 400 or 413 or 424 && ContextOverflow.Read(said) is { } overflow)
        {
            return new Failure(FailureCause.PromptTooLong, 400, Redaction.Clean(overflow));
        }

        if (AwsErrors.IsCredential(status, said.Message))
        {
            return Final(FailureCause.UpstreamCredential, 500,
                "AWS refused the gateway's own credential; the operator must check the credential, the clock and the region of this upstream.");
        }

        if (CachePhrases().IsMatch(said.Message))
        {
            return Final(FailureCause.InvalidRequest, 400, text) with { Remedy = new Remedy(RemedyKind.DropMember, "cachePoint") };
        }

        if (status is 400 or 403 && ModelPhrases().IsMatch(said.Message))
        {
            return Final(FailureCause.NotFound, 404, $"model: {text}");
        }

        return ByStatus(status, said, text);
    }

    private static Failure ByStatus(int status, ErrorBody said, string text)
    {
        switch (status)
        {
            case 403:
                return Final(FailureCause.Permission, 403, Or(text, "AWS does not permit this request; the operator must check the model's access."));
            case 404:
                return Final(FailureCause.NotFound, 404, $"model: {Or(text, "Bedrock does not know it")}");
            case 408 or 504:
                return Transient(FailureCause.Timeout, 504, Or(text, "The model took too long; send the request again."));
            case 413:
                return Final(FailureCause.TooLarge, 413, Or(text, "The request is too large for Bedrock; send less."));
            case 424:
                return Transient(FailureCause.Upstream, 500, Or(text, "The model failed; send the request again."));
            case 429 when said.Message.Contains("not ready", StringComparison.OrdinalIgnoreCase):
                return Transient(FailureCause.Overloaded, 529, text);
            case 429:
                return Transient(FailureCause.RateLimit, 429, Or(text, "Bedrock's rate limit is reached; wait a moment."));
            case 503 or 529:
                return Transient(FailureCause.Overloaded, 529, Or(text, "Bedrock is overloaded; send the request again."));
            case >= 500:
                return Transient(FailureCause.Upstream, status <= 599 ? status : 500, Or(text, "Bedrock failed; send the request again."));
            default:
                return Refused(said.Message, text);
        }
    }

    private static Failure Refused(string message, string text)
    {
        var failure = Final(FailureCause.InvalidRequest, 400, Or(text, "Bedrock refused the request and did not say why."));
        if (QuotaPhrases().IsMatch(message))
        {
            return failure with { Cause = FailureCause.RateLimit, Status = 429 };
        }

        if (SignaturePhrases().IsMatch(message))
        {
            return failure with { Remedy = new Remedy(RemedyKind.DropReasoning) };
        }

        return MemberPhrases().Match(message) is { Success: true } match && Known(match.Groups["member"].Value) is { } member
            ? failure with { Remedy = new Remedy(RemedyKind.DropMember, member) }
            : failure;
    }

    private static string? Known(string member) =>
        Array.Find(Droppable, known => known == member || known.EndsWith("." + member, StringComparison.Ordinal) || member.EndsWith("." + known, StringComparison.Ordinal));

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    // Trying again changes nothing: the client is told so, as it would otherwise try ten times (H-253, H-257).
    private static Failure Final(FailureCause cause, int status, string message) => new(cause, status, message) { ShouldRetry = false };

    private static Failure Transient(FailureCause cause, int status, string message) => new(cause, status, message) { IsRetryable = true };

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex("did not allow prompt caching|prompt caching (is )?not supported|cachePoint", Options, 1000)]
    private static partial Regex CachePhrases();

    [GeneratedRegex("model identifier is invalid|on-demand throughput isn.t supported|access to the model with the specified model id|model (is|has been) (legacy|deprecated|end of life)|reached the end of its life", Options, 1000)]
    private static partial Regex ModelPhrases();

    [GeneratedRegex("exceeds the service quota|quota exceeded", Options, 1000)]
    private static partial Regex QuotaPhrases();

    [GeneratedRegex("(invalid|missing) .{0,4}signature|signature.{0,40}(thinking|reasoning)|(thinking|reasoning).{0,40}signature|reasoningContent.{0,60}not supported|redacted.{0,40}invalid", Options, 1000)]
    private static partial Regex SignaturePhrases();

    // "This model doesn't support the x field. Remove x and try again.", "extraneous key [x] is not permitted", "Unknown parameter: 'x'".
    [GeneratedRegex(@"doesn.t support the (?<member>[\w.]+) field|extraneous key \[(?<member>\w+)\]|(unknown|unrecognized|unsupported) (request )?(parameter|field|argument)[^\w]{1,4}(?<member>[\w.]+)|(?<member>\w+): Extra inputs are not permitted", Options, 1000)]
    private static partial Regex MemberPhrases();
}
