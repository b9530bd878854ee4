using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

/// <summary>Errors in OpenAI's envelope, with the types and codes that its SDKs decide by.</summary>
internal static class ErrorWriter
{
    public static void Write(Failure failure, string requestId, ByteWriter output)
    {
        output.Write("{\"error\":{\"message\":"u8);
        output.WriteString(failure.Message);
        output.Write(",\"type\":\""u8);
        output.Write(Type(failure.Cause));
        output.Write("\",\"param\":null,\"code\":"u8);
        var code = Code(failure.Cause);
        if (code.IsEmpty)
        {
            output.Write("null"u8);
        }
        else
        {
            output.WriteEscaped(code);
        }

        output.Write((byte)'}');
        if (requestId.Length > 0)
        {
            output.Write(",\"request_id\":"u8);
            output.WriteString(requestId);
        }

        output.Write((byte)'}');
    }

    private static ReadOnlySpan<byte> Type(FailureCause cause) => cause switch
    {
        FailureCause.InvalidRequest or FailureCause.PromptTooLong or FailureCause.TooLarge or FailureCause.NotFound
            or FailureCause.ContentFiltered or FailureCause.NotSupported => "invalid_request_error"u8,
        FailureCause.Authentication => "authentication_error"u8,
        FailureCause.Permission => "permission_error"u8,
        FailureCause.Billing => "insufficient_quota"u8,
        FailureCause.RateLimit => "rate_limit_error"u8,
        FailureCause.Overloaded => "overloaded_error"u8,
        FailureCause.Timeout => "timeout_error"u8,
        _ => "server_error"u8,
    };

    private static ReadOnlySpan<byte> Code(FailureCause cause) => cause switch
    {
        FailureCause.PromptTooLong => "context_length_exceeded"u8,
        FailureCause.TooLarge => "request_too_large"u8,
        FailureCause.Authentication => "invalid_api_key"u8,
        FailureCause.Billing => "insufficient_quota"u8,
        FailureCause.NotFound => "model_not_found"u8,
        FailureCause.RateLimit => "rate_limit_exceeded"u8,
        FailureCause.ContentFiltered => "content_filter"u8,
        FailureCause.NotSupported => "unsupported"u8,
        FailureCause.Truncated => "stream_truncated"u8,
        _ => default,
    };
}
