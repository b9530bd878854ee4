using System.Text;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Aws;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockInvoke;

/// <summary>
/// Errors of Bedrock in the envelope of the Messages API, and the other way round.
/// </summary>
internal static class InvokeErrors
{
    /// <summary>Writes the error of a response; what has no message that can be read passes as it is.</summary>
    public static void Unwrap(int status, ReadOnlySpan<byte> body, ByteWriter output)
    {
        var message = MessageIn(body);
        if (message.IsEmpty)
        {
            output.Write(body);
            return;
        }

        Write(TypeOf(status, message), message, output);
    }

    /// <summary>Writes the failure that a frame tells as an <c>error</c> event's data.</summary>
    /// <param name="exception">The exception's name, e.g. <c>throttlingException</c>.</param>
    /// <param name="payload">Its body.</param>
    /// <param name="isFirst">True where nothing came before it: then a rate limit can still be told as what it is.</param>
    /// <param name="output">Where to write.</param>
    public static void UnwrapException(ReadOnlySpan<byte> exception, ReadOnlySpan<byte> payload, bool isFirst, ByteWriter output)
    {
        var message = MessageIn(payload);
        var status = AwsErrors.StatusOf(Encoding.UTF8.GetString(exception));
        Write(status == 429 && !isFirst ? "overloaded_error"u8 : TypeOf(status, message), message.IsEmpty ? exception : message, output);
    }

    /// <summary>The status by which an error is judged: AWS says 403 for a credential that is wrong, and 424 for a model that failed.</summary>
    public static int StatusOf(int status, ReadOnlySpan<byte> unwrapped) => status switch
    {
        403 when RawObject.Text(RawObject.Value(unwrapped, "error"u8), "type"u8).SequenceEqual("authentication_error"u8) => 401,
        424 => 500,
        _ => status,
    };

    /// <summary>Writes an error body for a client that speaks Bedrock.</summary>
    public static void Write(Failure failure, ByteWriter output)
    {
        output.Write("{\"__type\":\""u8);
        var exception = Exception(failure.Cause);
        output.Write((byte)char.ToUpperInvariant((char)exception[0]));
        output.Write(exception[1..]);
        output.Write("\",\"message\":"u8);
        output.WriteString(Encoding.UTF8.GetBytes(failure.Message));
        output.Write((byte)'}');
    }

    /// <summary>The exception that stands for a cause, as frames name it.</summary>
    public static ReadOnlySpan<byte> Exception(FailureCause cause) => cause switch
    {
        FailureCause.InvalidRequest or FailureCause.PromptTooLong or FailureCause.TooLarge or FailureCause.ContentFiltered
            or FailureCause.NotSupported => "validationException"u8,
        FailureCause.Authentication or FailureCause.Permission or FailureCause.Billing => "accessDeniedException"u8,
        FailureCause.NotFound => "resourceNotFoundException"u8,
        FailureCause.RateLimit => "throttlingException"u8,
        FailureCause.Timeout => "modelTimeoutException"u8,
        FailureCause.Overloaded => "serviceUnavailableException"u8,
        _ => "internalServerException"u8,
    };

    private static void Write(ReadOnlySpan<byte> type, ReadOnlySpan<byte> escapedMessage, ByteWriter output)
    {
        output.Write("{\"type\":\"error\",\"error\":{\"type\":\""u8);
        output.Write(type);
        output.Write("\",\"message\":"u8);
        output.WriteEscaped(escapedMessage);
        output.Write("}}"u8);
    }

    private static ReadOnlySpan<byte> MessageIn(ReadOnlySpan<byte> body)
    {
        if (!JsonCursor.IsCleanUtf8(body))
        {
            return default;
        }

        var message = RawObject.Text(body, "message"u8);
        message = message.IsEmpty ? RawObject.Text(body, "Message"u8) : message;
        return message.IsEmpty ? RawObject.Text(body, "originalMessage"u8) : message;
    }

    private static ReadOnlySpan<byte> TypeOf(int status, ReadOnlySpan<byte> message) => status switch
    {
        400 => "invalid_request_error"u8,
        401 => "authentication_error"u8,
        403 => AwsErrors.IsCredential(status, JsonStrings.Decode(message)) ? "authentication_error"u8 : "permission_error"u8,
        404 => "not_found_error"u8,
        408 or 504 => "timeout_error"u8,
        413 => "request_too_large"u8,
        429 => "rate_limit_error"u8,
        503 or 529 => "overloaded_error"u8,
        _ => "api_error"u8,
    };
}
