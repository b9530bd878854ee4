using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>What routing and records want to know of a request, whichever dialect it came in.</summary>
internal readonly record struct TurnShape
{
    /// <summary>The client wants a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>The bound on generated tokens; 0 where none was given.</summary>
    public long MaxTokens { get; init; }

    /// <summary>Messages in the conversation.</summary>
    public int MessageCount { get; init; }

    /// <summary>Tools offered.</summary>
    public int ToolCount { get; init; }

    /// <summary>Tool calls in the last assistant message.</summary>
    public int LastToolCalls { get; init; }

    /// <summary>Thinking is on, or stands in the history.</summary>
    public bool HasThinking { get; init; }

    /// <summary>An image stands somewhere in the conversation.</summary>
    public bool HasImages { get; init; }

    /// <summary>A document stands somewhere in the conversation.</summary>
    public bool HasDocuments { get; init; }

    /// <summary>From the bytes of a Messages request.</summary>
    public static TurnShape Of(in MessagesScan scan) => new()
    {
        Stream = scan.Stream,
        MaxTokens = scan.MaxTokens ?? 0,
        MessageCount = scan.MessageCount,
        ToolCount = scan.ToolCount,
        LastToolCalls = scan.LastToolCalls,
        HasThinking = scan.HasThinking,
        HasImages = scan.HasImages,
        HasDocuments = scan.HasDocuments,
    };

    /// <summary>From the model of any request.</summary>
    public static TurnShape Of(ConversationRequest request)
    {
        bool thinking = request.Thinking.Mode is not (ThinkingMode.Unset or ThinkingMode.Disabled), images = false, documents = false;
        foreach (ref readonly var block in request.Blocks)
        {
            thinking |= block.Kind is BlockKind.Thinking or BlockKind.RedactedThinking;
            images |= block.Kind == BlockKind.Image;
            documents |= block.Kind == BlockKind.Document;
        }

        return new()
        {
            Stream = request.Stream,
            MaxTokens = request.MaxTokens ?? 0,
            MessageCount = request.Messages.Length,
            ToolCount = request.Tools.Length,
            LastToolCalls = CallsInLastAnswer(request),
            HasThinking = thinking,
            HasImages = images,
            HasDocuments = documents,
        };
    }

    private static int CallsInLastAnswer(ConversationRequest request)
    {
        var messages = request.Messages;
        for (var i = messages.Length - 1; i >= 0; i--)
        {
            if (messages[i].Role != Role.Assistant)
            {
                continue;
            }

            var calls = 0;
            foreach (ref readonly var block in request.Blocks[messages[i].First..messages[i].End])
            {
                calls += block.Kind == BlockKind.ToolUse ? 1 : 0;
            }

            return calls;
        }

        return 0;
    }
}
