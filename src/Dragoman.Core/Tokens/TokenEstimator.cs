using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.OpenAiResponses;

namespace Dragoman.Core.Tokens;

/// <summary>
/// Estimates how many tokens a request has: of what is sent, not of what came in (H-246, H-340). Hidden tools, the attribution
/// block and signatures count nothing (H-113); images and documents have flat sizes. Pure, allocates nothing, and takes some
/// microseconds for an ordinary request.
/// </summary>
public static class TokenEstimator
{
    /// <summary>Tokens of an image (H-337).</summary>
    public const int ImageTokens = 1600;

    // A PDF page is text and picture; sizes vary wildly, so the estimate grows with the bytes and is bounded.
    private const int DocumentBaseTokens = 2000, BytesPerDocumentToken = 8, MaxDocumentTokens = 200_000;

    private static ReadOnlySpan<byte> Attribution => "x-anthropic-billing-header:"u8;

    /// <summary>
    /// Estimates a Messages body from a sample of its bytes, for routing: JSON's own signs are counted with the text. Only for bodies
    /// without images and documents, whose bytes say nothing about tokens.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="messages">Messages in it.</param>
    /// <param name="tools">Tools in it.</param>
    public static long Estimate(ReadOnlySpan<byte> body, int messages, int tools)
    {
        var measure = new RequestMeasure { Messages = messages, ToolCount = tools };
        measure.Content.AddSampled(body);
        return TokenFamily.Claude.Tokens(in measure);
    }

    /// <summary>The tokens of a request for a target, at least 1. No calibration, see <see cref="TokenCalibrator"/>.</summary>
    public static long Estimate(ConversationRequest request, RouteTarget target) =>
        TokenFamily.Of(target.Model).Tokens(Measure(request, CountsThinking(target)));

    /// <summary>The tokens of a request before its target is known, at least 1: what rules look at.</summary>
    public static long Estimate(ConversationRequest request) =>
        TokenFamily.Of(System.Text.Encoding.UTF8.GetString(request[request.Model])).Tokens(Measure(request, countThinking: true));

    /// <summary>True where thinking of earlier turns is sent to the target.</summary>
    public static bool CountsThinking(RouteTarget target) =>
        target.Profile switch
        {
            OpenAiChatProfile chat => chat.ReplayReasoning != ReasoningReplay.Never,
            // What goes back is encrypted; its text does not.
            OpenAiResponsesProfile => false,
            _ => true,
        };

    /// <summary>Measures a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="countThinking">False where thinking of earlier turns is not sent.</param>
    public static RequestMeasure Measure(ConversationRequest request, bool countThinking) =>
        Measure(request, countThinking, int.MaxValue, out _);

    /// <summary>Measures a request, and its first messages by themselves.</summary>
    /// <param name="request">The request.</param>
    /// <param name="countThinking">False where thinking of earlier turns is not sent.</param>
    /// <param name="prefixMessages">How many messages the prefix has.</param>
    /// <param name="prefix">System prompt, tools and the first messages; the whole where there are not more.</param>
    public static RequestMeasure Measure(
        ConversationRequest request, bool countThinking, int prefixMessages, out RequestMeasure prefix)
    {
        var measure = default(RequestMeasure);
        MeasureSystem(request, ref measure);
        foreach (ref readonly var tool in request.Tools)
        {
            if (!tool.DeferLoading || IsRevealed(request, tool))
            {
                MeasureTool(request, in tool, ref measure);
            }
        }

        prefix = measure;
        var messages = request.Messages;
        for (var i = 0; i < messages.Length; i++)
        {
            measure.Messages++;
            for (var b = messages[i].First; b < messages[i].End; b++)
            {
                MeasureBlock(request, b, countThinking, ref measure);
            }

            if (i < prefixMessages)
            {
                prefix = measure;
            }
        }

        return measure;
    }

    private static void MeasureSystem(ConversationRequest request, ref RequestMeasure measure)
    {
        for (var b = request.SystemFirst; b < request.SystemEnd; b++)
        {
            if (!request[request.Blocks[b].Text].StartsWith(Attribution))
            {
                MeasureBlock(request, b, countThinking: false, ref measure);
            }
        }
    }

    private static void MeasureTool(ConversationRequest request, in ToolDefinition tool, ref RequestMeasure measure)
    {
        measure.ToolCount++;
        if (tool.InputSchema.IsAbsent)
        {
            measure.Tools.Add(request[tool.Raw]);
            return;
        }

        measure.Tools.Add(request[tool.Name]);
        measure.Tools.Add(request[tool.Description]);
        measure.Tools.Add(request[tool.InputSchema]);
    }

    // Children stand behind their parent in the same array and are measured by themselves, so a parent adds only its own part.
    private static void MeasureBlock(ConversationRequest request, int index, bool countThinking, ref RequestMeasure measure)
    {
        ref readonly var block = ref request.Blocks[index];
        switch (block.Kind)
        {
            case BlockKind.Text:
                measure.Content.Add(request[block.Text]);
                break;
            case BlockKind.ToolUse or BlockKind.ServerToolUse:
                measure.ToolBlocks++;
                measure.Content.Add(request[block.Name]);
                measure.Content.Add(request[block.Input]);
                break;
            case BlockKind.ToolResult:
                measure.ToolBlocks++;
                break;
            case BlockKind.Thinking:
                if (countThinking)
                {
                    measure.Content.Add(request[block.Text]);
                }

                break;
            case BlockKind.Image:
                measure.MediaTokens += ImageTokens;
                break;
            case BlockKind.Document:
                MeasureDocument(request, in block, ref measure);
                break;
            case BlockKind.ToolReference:
                measure.Content.Add(request[block.Name]);
                break;
            case BlockKind.RedactedThinking or BlockKind.ToolAddition or BlockKind.ToolRemoval:
                break;
            default:
                if (block.Span == 1)
                {
                    measure.Content.Add(request[block.Raw]);
                }

                break;
        }
    }

    private static void MeasureDocument(ConversationRequest request, in Block block, ref RequestMeasure measure)
    {
        switch (block.Source)
        {
            case SourceKind.Text:
                measure.Content.Add(request[block.Text]);
                break;
            case SourceKind.Content:
                break;
            default:
                var bytes = block.Source == SourceKind.Base64 ? block.Data.Length / 4L * 3 : 0;
                measure.MediaTokens += Math.Min(DocumentBaseTokens + (bytes / BytesPerDocumentToken), MaxDocumentTokens);
                break;
        }
    }

    // A deferred tool is sent once a tool reference has named it.
    private static bool IsRevealed(ConversationRequest request, in ToolDefinition tool)
    {
        var name = request[tool.Name];
        foreach (ref readonly var block in request.Blocks)
        {
            if (block.Kind is BlockKind.ToolReference or BlockKind.ToolAddition && request[block.Name].SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}
