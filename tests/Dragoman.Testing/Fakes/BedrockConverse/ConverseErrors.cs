using System.Text;
using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>Error answers as Bedrock words them: a sentence in the body, the exception's name in a header.</summary>
public static class ConverseErrors
{
    /// <summary>The body around a message.</summary>
    public static string Body(string message) => JsonSerializer.Serialize(new { message });

    /// <summary>400: the prompt does not fit.</summary>
    public static Answer TooLong() => Make(400, "ValidationException", "Input is too long for requested model.");

    /// <summary>429.</summary>
    public static Answer Throttled() => Make(429, "ThrottlingException", "Too many requests, please wait before trying again.");

    /// <summary>503.</summary>
    public static Answer Unavailable() => Make(503, "ServiceUnavailableException", "Bedrock is unable to process your request.");

    /// <summary>500.</summary>
    public static Answer ServerError() => Make(500, "InternalServerException", "The system encountered an unexpected error during processing. Try your request again.");

    /// <summary>403: the token is not known.</summary>
    public static Answer WrongKey() => Make(403, "UnrecognizedClientException", "The security token included in the request is invalid.");

    /// <summary>403: the model takes no cache points.</summary>
    public static Answer NoCaching() => Make(
        403, "AccessDeniedException", "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.");

    /// <summary>A 200 stream whose first frame is an exception.</summary>
    public static Answer FirstFrame(string type = "throttlingException", string message = "Too many requests, please wait before trying again.") =>
        Answer.Bytes(200, EventFrames.Exception(type, Encoding.UTF8.GetBytes(Body(message))), "application/vnd.amazon.eventstream");

    private static Answer Make(int status, string type, string message) =>
        Answer.Fail(status, Body(message)).Header("x-amzn-errortype", $"{type}:http://internal.amazon.com/coral/com.amazon.bedrock/");
}
