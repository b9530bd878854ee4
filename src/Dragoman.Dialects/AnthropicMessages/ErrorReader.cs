using System.Text;
using Dragoman.Dialects.AnthropicMessages.Hosts;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>Reads what an upstream reported as failed: error bodies of any status, and error events in a stream (H-249 to H-267).</summary>
internal static class ErrorReader
{
    private const int MaxMessageLength = 2000;

    private static readonly string[] TooLongWordings =
    [
        "prompt is too long", "prompt_too_long", "input is too long", "exceeds the context window", "maximum context length",
        "exceeds the maximum context", "context_length_exceeded", "input length exceeds the context length",
    ];

    private static readonly string[] SpendCodes =
        ["enforced_spend_limit_reached", "contract_spend_limit_reached", "insufficient_quota", "credit balance is too low"];

    /// <summary>An error body behind an HTTP status.</summary>
    public static Failure Read(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter)
    {
        var error = Parse(body);
        var cause = Cause(status, error);
        return Build(cause, Status(cause, status), error, status) with { RetryAfter = retryAfter };
    }

    /// <summary>An error inside an answer that began with 200 (H-261, H-323): the type alone says what it is.</summary>
    public static Failure ReadInside(ReadOnlySpan<byte> body)
    {
        var error = Parse(body);
        var known = ErrorTypes.Parse(Encoding.UTF8.GetBytes(error.Type));
        var status = known?.Status ?? (error.Status is >= 400 and < 600 ? error.Status : 500);
        var cause = Cause(status, error);
        return Build(cause, Status(cause, status), error, upstreamStatus: 200);
    }

    private static FailureCause Cause(int status, in UpstreamError error)
    {
        if (Mentions(error, TooLongWordings) && status is 400 or 413 or 422)
        {
            return FailureCause.PromptTooLong;
        }

        if (status is 400 or 429 && Mentions(error, SpendCodes))
        {
            return FailureCause.Billing;
        }

        var cause = ErrorTypes.Parse(Encoding.UTF8.GetBytes(error.Type))?.Cause;
        return status switch
        {
            401 => FailureCause.UpstreamCredential,
            402 => FailureCause.Billing,
            403 => FailureCause.Permission,
            // Without the API's own words a 404 is a wrong path, which is not the client's doing (H-256).
            404 => cause == FailureCause.NotFound ? FailureCause.NotFound : FailureCause.Upstream,
            408 or 504 => FailureCause.Timeout,
            413 => FailureCause.TooLarge,
            429 => cause == FailureCause.Billing ? FailureCause.Billing : FailureCause.RateLimit,
            498 or 529 => FailureCause.Overloaded,
            >= 400 and < 500 => FailureCause.InvalidRequest,
            503 when cause is null or FailureCause.Overloaded => FailureCause.Overloaded,
            _ => cause is FailureCause.Overloaded or FailureCause.Timeout or FailureCause.RateLimit ? cause.Value : FailureCause.Upstream,
        };
    }

    private static int Status(FailureCause cause, int status) => cause switch
    {
        FailureCause.PromptTooLong or FailureCause.InvalidRequest => 400,
        // A 401 would tell the person that they are not logged in (H-255).
        FailureCause.UpstreamCredential => 500,
        FailureCause.Billing => 402,
        FailureCause.Permission => 403,
        FailureCause.NotFound => 404,
        FailureCause.TooLarge => 413,
        FailureCause.RateLimit => 429,
        FailureCause.Timeout => 504,
        FailureCause.Overloaded => 529,
        _ => status >= 500 ? status : 500,
    };

    private static Failure Build(FailureCause cause, int status, in UpstreamError error, int upstreamStatus)
    {
        var isClients = cause is FailureCause.InvalidRequest or FailureCause.PromptTooLong or FailureCause.TooLarge;
        var message = cause != FailureCause.UpstreamCredential && error.Message.Length > 0
            ? ErrorText.Scrub(error.Message, MaxMessageLength)
            : Fallback(cause, upstreamStatus);
        return new Failure(cause, status, message)
        {
            Side = isClients ? FailureSide.Client : FailureSide.Upstream,
            IsRetryable = !isClients && cause is not FailureCause.NotFound,
            ShouldRetry = cause is FailureCause.UpstreamCredential or FailureCause.Billing ? false : null,
            Remedy = cause == FailureCause.InvalidRequest ? RefusedField.Find(error.Message) : null,
            UpstreamStatus = upstreamStatus,
            UpstreamCode = error.Code.Length > 0 ? error.Code : error.Type.Length > 0 ? error.Type : null,
        };
    }

    private static string Fallback(FailureCause cause, int status) => cause switch
    {
        FailureCause.UpstreamCredential => "The provider refused the gateway's own credential: ask the administrator of the gateway to renew it.",
        FailureCause.Permission => "The provider does not permit this request: ask the administrator of the gateway.",
        FailureCause.Billing => "The provider refused for billing reasons: ask the administrator of the gateway.",
        FailureCause.NotFound => "The provider does not know this model: choose another one.",
        FailureCause.TooLarge => "The request is too large for the provider: compact the conversation or send smaller files.",
        FailureCause.RateLimit => "The provider's rate limit is reached: try again later.",
        FailureCause.Timeout => "The provider took too long to answer: try again.",
        FailureCause.Overloaded => "The provider is overloaded: try again in a moment.",
        FailureCause.PromptTooLong => "prompt is too long: compact the conversation.",
        FailureCause.InvalidRequest => $"The provider refused the request with status {status} and no explanation.",
        _ => $"The provider answered with status {status} and no error that can be read: try again.",
    };

    private static bool Mentions(in UpstreamError error, string[] wordings)
    {
        foreach (var wording in wordings)
        {
            if (error.Message.Contains(wording, StringComparison.OrdinalIgnoreCase) || error.Code == wording)
            {
                return true;
            }
        }

        return false;
    }

    // `{"type":"error","error":{"type","message","details":{"error_code"}}}`; hosts that only look alike send `{"error":{…}}`.
    private static UpstreamError Parse(ReadOnlySpan<byte> body)
    {
        if (!JsonCursor.IsCleanUtf8(body))
        {
            return UpstreamError.None;
        }

        var error = RawObject.Value(body, "error"u8);
        if (error.Length > 0 && error[0] == '"')
        {
            return UpstreamError.None with { Message = JsonStrings.Decode(error[1..^1]) };
        }

        if (error.IsEmpty)
        {
            return UpstreamError.None;
        }

        var code = RawObject.Text(RawObject.Value(error, "details"u8), "error_code"u8);
        if (code.IsEmpty)
        {
            code = RawObject.Text(error, "code"u8);
        }

        _ = System.Buffers.Text.Utf8Parser.TryParse(RawObject.Value(error, "code"u8), out int status, out _);
        return new UpstreamError(
            JsonStrings.Decode(RawObject.Text(error, "type"u8)),
            JsonStrings.Decode(RawObject.Text(error, "message"u8)),
            JsonStrings.Decode(code),
            status);
    }

    private readonly record struct UpstreamError(string Type, string Message, string Code, int Status)
    {
        public static UpstreamError None => new(string.Empty, string.Empty, string.Empty, 0);
    }
}
