using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Conversation.Phases;

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

    /// <summary>The user has said something new: the last message is no tool's result.</summary>
    public bool IsUserPrompt { get; init; }

    /// <summary>The answer must follow a JSON Schema.</summary>
    public bool NeedsStructuredOutput { get; init; }

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
        IsUserPrompt = scan.IsUserPrompt,
        NeedsStructuredOutput = scan.NeedsStructuredOutput,
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
            IsUserPrompt = EndsWithUser(request),
            NeedsStructuredOutput = !request.OutputSchema.IsEmpty,
        };
    }

    /// <summary>The phase of a request in another protocol than Claude Code's own: its marks are the same where it has them.</summary>
    public static TurnPhase PhaseOf(ConversationRequest request, in TurnShape shape)
    {
        var call = LastCall(request);
        return PhaseRecogniser.Of(new PhaseMarks
        {
            RequestClass = string.Empty,
            ToolCount = shape.ToolCount,
            MaxTokens = shape.MaxTokens,
            IsUserPrompt = shape.IsUserPrompt,
            Output = request[request.OutputConfigRaw.IsAbsent ? request.OutputFormatRaw : request.OutputConfigRaw],
            CallName = request[call.Name],
            CallInput = request[call.Input],
        });
    }

    private static Block LastCall(ConversationRequest request)
    {
        var blocks = request.Blocks;
        for (var i = blocks.Length - 1; i >= 0; i--)
        {
            if (blocks[i].Kind == BlockKind.ToolUse)
            {
                return blocks[i];
            }
        }

        return default;
    }

    private static bool EndsWithUser(ConversationRequest request)
    {
        var messages = request.Messages;
        if (messages.Length == 0 || messages[^1].Role != Role.User)
        {
            return false;
        }

        foreach (ref readonly var block in request.Blocks[messages[^1].First..messages[^1].End])
        {
            if (block.Kind == BlockKind.ToolResult)
            {
                return false;
            }
        }

        return true;
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
