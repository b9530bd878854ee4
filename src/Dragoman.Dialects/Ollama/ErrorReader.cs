using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Ollama;

/// <summary>What went wrong at an Ollama, and what that means for the client: one sentence in <c>error</c>, whatever the status.</summary>
internal static class ErrorReader
{
    /// <summary>Reads an error.</summary>
    /// <param name="status">The HTTP status; 0 for an error inside a 200.</param>
    /// <param name="body">The body, of any type.</param>
    /// <param name="retryAfter">What the headers say about waiting.</param>
    public static Failure Read(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter)
    {
        var said = ErrorBody.Parse(body);
        var text = Redaction.Clean(said.Message);
        return Own(said, text) is { } own
            ? own with { UpstreamStatus = status == 0 ? 200 : status }
            : OpenAiChat.ErrorReader.Read(status, body, retryAfter);
    }

    private static Failure? Own(ErrorBody said, string text)
    {
        // Told with 400, with 500, or behind a 200 (H-469).
        if (ContextOverflow.Read(said) is { } overflow)
        {
            return new Failure(FailureCause.PromptTooLong, 400, Redaction.Clean(overflow));
        }

        if (Says("does not support thinking"))
        {
            return Final(FailureCause.InvalidRequest, 400, text) with { Remedy = new Remedy(RemedyKind.DropMember, "think") };
        }

        if (Says("does not support tools") || Says("does not support chat"))
        {
            return Final(FailureCause.InvalidRequest, 400, $"{text}: choose a model that does, e.g. ollama pull qwen3-coder");
        }

        if (Says("not found") && Says("model"))
        {
            return Final(FailureCause.NotFound, 404, $"model: {text}; pull it with ollama pull");
        }

        if (Says("requires more system memory") || Says("out of memory") || Says("cudaMalloc"))
        {
            return Final(FailureCause.Upstream, 500, $"{text}: choose a smaller model or a smaller num_ctx");
        }

        return Says("server busy")
            ? new Failure(FailureCause.Overloaded, 529, text) { IsRetryable = true }
            : null;

        bool Says(string words) => said.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    private static Failure Final(FailureCause cause, int status, string message) => new(cause, status, message) { ShouldRetry = false };
}
