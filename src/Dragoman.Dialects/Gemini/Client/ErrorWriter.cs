using System.Globalization;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini.Client;

/// <summary>Errors in Google's envelope, with the status words and details that its SDKs decide by.</summary>
internal static class ErrorWriter
{
    /// <summary>Writes the body.</summary>
    public static void Write(Failure failure, ByteWriter output)
    {
        output.Write("{\"error\":{\"code\":"u8);
        output.WriteNumber(failure.Status);
        output.Write(",\"message\":"u8);
        output.WriteString(failure.Message);
        output.Write(",\"status\":\""u8);
        output.Write(Status(failure));
        output.Write((byte)'"');
        if (failure.RetryAfter is { } wait)
        {
            output.Write(",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\""u8);
            output.WriteContent(wait.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
            output.Write("s\"}]"u8);
        }

        output.Write("}}"u8);
    }

    private static ReadOnlySpan<byte> Status(Failure failure) => failure.Cause switch
    {
        FailureCause.InvalidRequest or FailureCause.PromptTooLong or FailureCause.TooLarge or FailureCause.ContentFiltered => "INVALID_ARGUMENT"u8,
        FailureCause.Authentication => "UNAUTHENTICATED"u8,
        FailureCause.Permission or FailureCause.Billing => "PERMISSION_DENIED"u8,
        FailureCause.NotFound => "NOT_FOUND"u8,
        FailureCause.RateLimit => "RESOURCE_EXHAUSTED"u8,
        FailureCause.Timeout => "DEADLINE_EXCEEDED"u8,
        FailureCause.Overloaded or FailureCause.Unreachable => "UNAVAILABLE"u8,
        FailureCause.NotSupported => "UNIMPLEMENTED"u8,
        _ => "INTERNAL"u8,
    };
}
