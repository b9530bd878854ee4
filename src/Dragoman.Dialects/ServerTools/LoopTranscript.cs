using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.ServerTools;

/// <summary>
/// What was said behind the client's messages while the gateway ran the model's calls: the model's words and the results, in turns.
/// It only grows, so that what one round sends is a prefix of the next one's messages.
/// </summary>
internal sealed class LoopTranscript
{
    private readonly List<(Role Role, List<LoopBlock> Blocks)> _messages = [];

    /// <summary>Bytes in all, roughly.</summary>
    public int Length { get; private set; }

    /// <summary>Number of messages.</summary>
    public int Count => _messages.Count;

    /// <summary>Adds a message.</summary>
    public void Add(Role role, List<LoopBlock> blocks)
    {
        _messages.Add((role, blocks));
        foreach (var block in blocks)
        {
            Length += block.Text.Length + block.Signature.Length + block.Id.Length + block.Name.Length + block.Pdf.Length;
        }
    }

    /// <summary>Puts everything behind the messages of a request.</summary>
    public void AppendTo(ConversationRequest request)
    {
        foreach (var (role, blocks) in _messages)
        {
            var first = request.BlockCount;
            foreach (var block in blocks)
            {
                Append(request, block);
            }

            request.Add(new Message { Role = role, First = first, End = request.BlockCount });
        }
    }

    private static void Append(ConversationRequest request, LoopBlock block)
    {
        var arena = request.Arena;
        var text = arena.Append(block.Text);
        switch (block.Kind)
        {
            case BlockKind.ToolUse:
                request.Add(new Block { Kind = block.Kind, Span = 1, Id = arena.Append(block.Id), Name = arena.Append(block.Name), Input = text });
                break;
            case BlockKind.ToolResult:
                var hasPdf = block.Pdf.Length > 0;
                request.Add(new Block { Kind = block.Kind, Span = hasPdf ? 3 : 2, Id = arena.Append(block.Id), IsError = block.IsError });
                request.Add(new Block { Kind = BlockKind.Text, Span = 1, Text = text });
                if (hasPdf)
                {
                    request.Add(new Block
                    {
                        Kind = BlockKind.Document,
                        Source = SourceKind.Base64,
                        Span = 1,
                        MediaType = arena.Append("application/pdf"u8),
                        Data = arena.Append(block.Pdf),
                    });
                }

                break;
            case BlockKind.Thinking:
                request.Add(new Block { Kind = block.Kind, Span = 1, Text = text, Signature = arena.Append(block.Signature) });
                break;
            default:
                request.Add(new Block { Kind = block.Kind, Span = 1, Text = text });
                break;
        }
    }
}
