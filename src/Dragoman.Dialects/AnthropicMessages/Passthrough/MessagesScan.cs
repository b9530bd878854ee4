using Dragoman.Dialects.AnthropicMessages.Prints;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// What routing, limits and records need to know of a Messages request, found without building the model and without allocating.
/// Slices are offsets into the body that was scanned.
/// </summary>
/// <remarks>
/// The body is checked for what keeps a splice from changing its structure (valid UTF-8, terminated strings, matching brackets);
/// a member that is read here must not occur twice or be written with escapes, so that gateway and upstream cannot understand two
/// different requests.
/// </remarks>
public struct MessagesScan
{
    /// <summary>The model id's escaped content.</summary>
    public Slice Model;

    /// <summary>The raw <c>messages</c> array.</summary>
    public Slice Messages;

    /// <summary><c>metadata.user_id</c>, escaped content; absent where not given.</summary>
    public Slice UserId;

    /// <summary>The raw <c>betas</c> array that some SDKs leave in the body, where the API refuses it; absent where not given (H-176).</summary>
    public Slice Betas;

    /// <summary>The raw first tool; absent where none is offered.</summary>
    public Slice FirstTool;

    /// <summary>The raw <c>stop_sequences</c>; absent where not given.</summary>
    public Slice StopSequences;

    /// <summary>The raw <c>output_config</c> or <c>output_format</c>; absent where not given.</summary>
    public Slice Output;

    /// <summary>The raw last block of the last message; the message itself where its content is one text.</summary>
    public Slice LastBlock;

    /// <summary>The raw last tool call of the last assistant message; absent where that made none.</summary>
    public Slice LastCall;

    /// <summary>The client wants a stream.</summary>
    public bool Stream;

    /// <summary>Upper bound of generated tokens.</summary>
    public long? MaxTokens;

    /// <summary>Number of messages.</summary>
    public int MessageCount;

    /// <summary>Number of tools offered.</summary>
    public int ToolCount;

    /// <summary>Tool calls in the last assistant message.</summary>
    public int LastToolCalls;

    /// <summary>The last message is the user's and begins with something else than a tool result: somebody asked.</summary>
    public bool IsUserPrompt;

    /// <summary>Thinking is on, or stands in the history.</summary>
    public bool HasThinking;

    /// <summary>An image stands somewhere in the conversation.</summary>
    public bool HasImages;

    /// <summary>A document stands somewhere in the conversation.</summary>
    public bool HasDocuments;

    /// <summary>The answer must follow a JSON Schema.</summary>
    public bool NeedsStructuredOutput;

    /// <summary>Auto-mode safeguards are asked for.</summary>
    public bool HasSafeguards;

    /// <summary>Thinking that Anthropic did not mint stands in the history: it carries our envelope, or no signature (H-102, H-106).</summary>
    public bool HasForeignThinking;

    /// <summary>Thinking stands in the history that a host speaking Anthropic's protocol for models of its own minted (H-431).</summary>
    public bool HasNamedThinking;

    /// <summary>True where the scan was made for Claude, who would refuse such thinking: it counts as foreign then.</summary>
    public bool IsForClaude;

    /// <summary>A citation that Anthropic did not make stands in the history: its index would be refused (H-204).</summary>
    public bool HasForeignCitations;

    /// <summary>Results of a search that Anthropic did not run stand in the history: it would refuse them.</summary>
    public bool HasForeignSearches;

    /// <summary>
    /// Without its foreign thinking the last assistant message would begin with a call, which Anthropic refuses while thinking has a
    /// budget: it must be switched off for this request (H-107).
    /// </summary>
    public bool MustDisableThinking;

    /// <summary>True where messages cannot pass as they are.</summary>
    public readonly bool HasForeignParts => HasForeignThinking || HasForeignCitations || HasForeignSearches;

    /// <summary>What of this scan holds for that model: where Claude would refuse what others minted, the body is looked through again.</summary>
    /// <param name="body">The body that was scanned.</param>
    /// <param name="model">The model's id at the upstream.</param>
    public readonly MessagesScan For(ReadOnlySpan<byte> body, string model)
    {
        if (!HasNamedThinking || !ForeignThinking.IsClaude(model))
        {
            return this;
        }

        var scanner = new MessagesScanner(body);
        scanner.Scan.IsForClaude = true;
        return scanner.Run() is null ? scanner.Scan : this;
    }

    /// <summary>Scans a body. False, and why, where it is not a Messages request.</summary>
    public static bool TryScan(ReadOnlySpan<byte> body, out MessagesScan scan, out Failure? failure) =>
        TryScanAndPrint(body, null, out scan, out failure);

    /// <summary>Scans a body and takes the fingerprints of its blocks on the way.</summary>
    /// <param name="body">The body.</param>
    /// <param name="prints">Where they go; null for none.</param>
    /// <param name="scan">What was found.</param>
    /// <param name="failure">Why the body is no Messages request; null where it is one.</param>
    public static bool TryScanAndPrint(ReadOnlySpan<byte> body, BlockPrints? prints, out MessagesScan scan, out Failure? failure)
    {
        var scanner = new MessagesScanner(body, prints);
        failure = scanner.Run();
        scan = scanner.Scan;
        return failure is null;
    }
}
