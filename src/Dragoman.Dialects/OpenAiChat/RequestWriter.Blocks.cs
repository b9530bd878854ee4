using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.OpenAiChat;

// Blocks that chat completions have no place for, told in words.
internal sealed partial class RequestWriter
{
    private void AppendText(in Block block, int index, ByteWriter output)
    {
        switch (block.Kind)
        {
            case BlockKind.Text or BlockKind.Compaction:
                if (!EscapedText.IsBlank(_request[block.Text]))
                {
                    WriteText(_request[block.Text], output);
                }

                break;
            case BlockKind.Image:
                AppendImageNote(block, output);
                break;
            case BlockKind.Document:
                AppendDocument(block, index, output);
                break;
            case BlockKind.SearchResult:
                AppendSearchResult(block, index, output);
                break;
            case BlockKind.ToolReference:
                AppendReference(block, output);
                break;
            case BlockKind.ToolAddition:
                output.Write("Tool added: "u8);
                WriteToolName(block.Name, output);
                break;
            case BlockKind.ToolRemoval:
                output.Write("Tool removed: "u8);
                WriteToolName(block.Name, output);
                break;
            case BlockKind.ServerToolUse or BlockKind.Mcp when !block.Input.IsEmpty:
                Lose(LossKind.ServerTool, LossEffect.Placeholder, "messages[].content[]");
                output.Write("\\n[Tool of the provider, "u8);
                WriteText(_request[block.Name], output);
                output.Write(", called with "u8);
                WriteNested(_request[block.Input], output);
                output.Write("]\\n"u8);
                break;
            case BlockKind.ServerToolResult:
                Lose(LossKind.ServerTool, LossEffect.Placeholder, "messages[].content[]");
                ServerToolText.Append(_request[block.Raw], output);
                break;
            case BlockKind.Thinking or BlockKind.RedactedThinking or BlockKind.Fallback:
                break;
            case BlockKind.ContainerUpload:
                Lose(LossKind.Document, LossEffect.Placeholder, "messages[].content[]");
                output.Write("[file omitted: it is stored at another provider]"u8);
                break;
            default:
                // A block of the future, or one that stands where it should not (H-040, H-090).
                Lose(LossKind.UnknownBlock, LossEffect.Placeholder, "messages[].content[]");
                WriteNested(_request[block.Raw], output);
                break;
        }
    }

    private void AppendSearchResult(in Block block, int index, ByteWriter output)
    {
        WriteText(_request[block.Name], output);
        output.Write("\\n"u8);
        WriteText(_request[block.Data], output);
        AppendChildren(index, output);
    }

    private void AppendChildren(int index, ByteWriter output)
    {
        var blocks = _request.Blocks;
        for (var i = index + 1; i < index + blocks[index].Span; i += blocks[i].Span)
        {
            var before = output.Length;
            output.Write("\\n"u8);
            AppendText(blocks[i], i, output);
            if (output.Length == before + 2)
            {
                output.Truncate(before);
            }
        }
    }

    // The host has no such block: the tool is shown from here on, and the model reads what it is (H-083).
    private void AppendReference(in Block block, ByteWriter output)
    {
        output.Write("Tool loaded: "u8);
        WriteToolName(block.Name, output);
        var defined = OfferedTools.FindDefined(_request, _request[block.Name]);
        if (defined < 0)
        {
            return;
        }

        ref readonly var tool = ref _request.Tools[defined];
        if (!EscapedText.IsBlank(_request[tool.Description]))
        {
            output.Write("\\n"u8);
            WriteText(_request[tool.Description], output);
        }

        if (tool.InputSchema.IsEmpty)
        {
            return;
        }

        output.Write("\\nInput schema: "u8);
        var start = _schema.Length;
        SchemaCache.Shared.Write(_request[tool.InputSchema], Filter, _schema);
        WriteNested(_schema.Written[start..], output);
        _schema.Truncate(start);
    }

    private readonly ByteWriter _schema = new();
}
