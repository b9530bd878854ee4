using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.VertexAnthropic;

/// <summary>
/// Errors of Google Cloud in the envelope of the Messages API. Some are Anthropic's own, some Anthropic's as a string inside Google's,
/// some Google's (H-400).
/// </summary>
internal static class GoogleErrors
{
    /// <summary>Writes it; a body that is no error of either passes as it is.</summary>
    public static void Unwrap(int status, ReadOnlySpan<byte> body, ByteWriter output)
    {
        // Some endpoints put a list around a single error.
        var text = body.TrimStart(" \r\n\t["u8);
        if (!JsonCursor.IsCleanUtf8(body) || RawObject.Text(text, "type"u8).SequenceEqual("error"u8))
        {
            output.Write(body);
            return;
        }

        var error = RawObject.Value(text, "error"u8);
        if (error.IsEmpty || error[0] != '{')
        {
            output.Write(body);
            return;
        }

        var message = RawObject.Text(error, "message"u8);
        using var plain = new ByteWriter(message.Length + 256);
        JsonStrings.Unescape(message, plain);
        if (RawObject.IsJson(plain.Written) && RawObject.Text(plain.Written, "type"u8).SequenceEqual("error"u8))
        {
            output.Write(plain.Written);
            return;
        }

        output.Write("{\"type\":\"error\",\"error\":{\"type\":"u8);
        output.WriteString(TypeOf(RawObject.Text(error, "status"u8), status));
        output.Write(",\"message\":"u8);
        output.WriteEscaped(message);
        output.Write("}}"u8);
    }

    private static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> reason, int status) =>
        reason.SequenceEqual("RESOURCE_EXHAUSTED"u8) ? "rate_limit_error"u8
        : reason.SequenceEqual("UNAVAILABLE"u8) ? "overloaded_error"u8
        : reason.SequenceEqual("DEADLINE_EXCEEDED"u8) ? "timeout_error"u8
        : status switch
        {
            400 => "invalid_request_error"u8,
            401 => "authentication_error"u8,
            403 => "permission_error"u8,
            404 => "not_found_error"u8,
            413 => "request_too_large"u8,
            429 => "rate_limit_error"u8,
            503 or 529 => "overloaded_error"u8,
            _ => "api_error"u8,
        };
}
