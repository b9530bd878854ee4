using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>The error types of the Messages API (wire schema 1.4) and what they stand for.</summary>
internal static class ErrorTypes
{
    /// <summary>The type that a client sees for a cause.</summary>
    public static ReadOnlySpan<byte> Name(FailureCause cause) => cause switch
    {
        FailureCause.InvalidRequest or FailureCause.PromptTooLong or FailureCause.ContentFiltered => "invalid_request_error"u8,
        FailureCause.Authentication => "authentication_error"u8,
        FailureCause.Permission => "permission_error"u8,
        FailureCause.Billing => "billing_error"u8,
        FailureCause.NotFound => "not_found_error"u8,
        FailureCause.TooLarge => "request_too_large"u8,
        FailureCause.RateLimit => "rate_limit_error"u8,
        FailureCause.Timeout => "timeout_error"u8,
        FailureCause.Overloaded => "overloaded_error"u8,
        FailureCause.NotSupported => "not_supported"u8,
        // The gateway's own credential for the upstream is none of the client's business (H-255, H-265).
        _ => "api_error"u8,
    };

    /// <summary>The cause behind a type and the status that goes with it; null for a type that is not known.</summary>
    public static (FailureCause Cause, int Status)? Parse(ReadOnlySpan<byte> type)
    {
        for (var cause = FailureCause.InvalidRequest; cause <= FailureCause.NotSupported; cause++)
        {
            if (type.SequenceEqual(Name(cause)) && Status(cause) is { } status)
            {
                return (cause, status);
            }
        }

        return type.SequenceEqual("api_error"u8) ? (FailureCause.Upstream, 500) : null;
    }

    private static int? Status(FailureCause cause) => cause switch
    {
        FailureCause.InvalidRequest => 400,
        FailureCause.Authentication => 401,
        FailureCause.Billing => 402,
        FailureCause.Permission => 403,
        FailureCause.NotFound => 404,
        FailureCause.TooLarge => 413,
        FailureCause.RateLimit => 429,
        FailureCause.NotSupported => 501,
        FailureCause.Timeout => 504,
        FailureCause.Overloaded => 529,
        _ => null,
    };
}
