using Dragoman.Dialects.Conversation.Phases;

namespace Dragoman.Core.Routing;

/// <summary>What rules and capability checks may look at. All of it is known before an upstream is asked.</summary>
public struct TurnFacts
{
    /// <summary>The model id as the client wrote it, decoded.</summary>
    public required string RequestedModel { get; set; }

    /// <summary>Input tokens, estimated or known.</summary>
    public long InputTokens { get; set; }

    /// <summary>Tool calls in the last assistant turn.</summary>
    public int ToolCallCount { get; set; }

    /// <summary>Tools that the client offers, hidden ones not counted.</summary>
    public int ToolCount { get; set; }

    /// <summary>Messages in the conversation.</summary>
    public int MessageCount { get; set; }

    /// <summary>The bound on generated tokens; 0 where none was given.</summary>
    public long MaxTokens { get; set; }

    /// <summary>Thinking is asked for.</summary>
    public bool HasThinking { get; set; }

    /// <summary>An image is in the conversation.</summary>
    public bool HasImages { get; set; }

    /// <summary>A document is in the conversation.</summary>
    public bool HasDocuments { get; set; }

    /// <summary>The turn belongs to a subagent.</summary>
    public bool IsSubagent { get; set; }

    /// <summary>The turn cannot be served without tools: it offers some, or its history holds calls.</summary>
    public bool NeedsTools { get; set; }

    /// <summary>The answer must follow a JSON Schema.</summary>
    public bool NeedsStructuredOutput { get; set; }

    /// <summary>The user has said something new: the last message is no tool's result.</summary>
    public bool IsUserPrompt { get; set; }

    /// <summary>The client wants a stream.</summary>
    public bool IsStreaming { get; set; }

    /// <summary>What the turn is for (N19).</summary>
    public TurnPhase Phase { get; set; }

    /// <summary>The developer whose key was shown; empty where the gateway knows none.</summary>
    public string? Developer { get; set; }

    /// <summary>The developer's team.</summary>
    public string? Team { get; set; }

    /// <summary>The repository or project that the turn is attributed to.</summary>
    public string? Repository { get; set; }

    /// <summary>Hour of the day, 0 to 23, in the gateway's time zone (UTC where none is set).</summary>
    public int Hour { get; set; }

    /// <summary>Day of the week, 1 for Monday to 7 for Sunday.</summary>
    public int Weekday { get; set; }

    /// <summary>The smallest share that is left of the budgets which the turn counts against, 0 to 1.</summary>
    public double BudgetLeft { get; set; }

    /// <summary>Share of this session's recent turns that failed, 0 to 1.</summary>
    public double FailureRate { get; set; }
}
