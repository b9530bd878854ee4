using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.Gemini;

// Blocks that Gemini has no part for, told in words.
internal sealed partial class RequestWriter
{
    private readonly ByteWriter _schema = new();

    private void AppendSeparated(in Block block, int index, int start, ByteWriter output)
    {
        var before = output.Length;
        if (before > start)
        {
            output.Write("\\n"u8);
        }

        var from = output.Length;
        AppendText(block, index, output);
        if (output.Length == from)
        {
            output.Truncate(before);
        }
    }

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
                WriteText(_request[block.Name], output);
                output.Write("\\n"u8);
                WriteText(_request[block.Data], output);
                AppendChildren(index, output);
                break;
            case BlockKind.ToolReference:
                AppendReference(block, output);
                break;
            case BlockKind.ToolAddition or BlockKind.ToolRemoval:
                output.Write(block.Kind == BlockKind.ToolAddition ? "Tool added: "u8 : "Tool removed: "u8);
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

    private void AppendChildren(int index, ByteWriter output)
    {
        var blocks = _request.Blocks;
        for (var i = index + 1; i < index + blocks[index].Span; i += blocks[i].Span)
        {
            AppendSeparated(blocks[i], i, 0, output);
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

        if (!tool.InputSchema.IsEmpty)
        {
            output.Write("\\nInput schema: "u8);
            _schema.Reset();
            SchemaCache.Shared.Write(_request[tool.InputSchema], SchemaFilter.GeminiJson, _schema);
            WriteNested(_schema.Written, output);
        }
    }

    // What stands in the place of an image that is not sent (H-049 to H-053).
    private void AppendImageNote(in Block block, ByteWriter output)
    {
        Lose(LossKind.Image, LossEffect.Placeholder, "messages[].content[]");
        if (!_translation.Model.Vision)
        {
            output.Write("[image omitted: model has no vision]"u8);
        }
        else if (block.Source == SourceKind.Url)
        {
            output.Write("[image: "u8);
            WriteText(_request[block.Data], output);
            output.Write((byte)']');
        }
        else
        {
            output.Write(block.Source == SourceKind.Base64
                ? "[image omitted: the model takes no GIF]"u8
                : "[image omitted: it is stored at another provider]"u8);
        }
    }

    private void AppendDocument(in Block block, int index, ByteWriter output)
    {
        var title = _request[block.Name];
        if (block.Source is SourceKind.Text or SourceKind.Content)
        {
            output.Write("<document"u8);
            if (!title.IsEmpty)
            {
                output.Write(" title=\\\""u8);
                WriteText(title, output);
                output.Write("\\\""u8);
            }

            output.Write(">"u8);
            if (block.Source == SourceKind.Text)
            {
                output.Write("\\n"u8);
                WriteText(_request[block.Text], output);
            }
            else
            {
                AppendChildren(index, output);
            }

            output.Write("\\n</document>"u8);
            return;
        }

        Lose(LossKind.Document, LossEffect.Placeholder, "messages[].content[]");
        if (block.Source == SourceKind.Url)
        {
            output.Write("[document: "u8);
            WriteText(_request[block.Data], output);
        }
        else
        {
            output.Write(block.Source == SourceKind.File
                ? "[document omitted: it is stored at another provider"u8
                : "[document omitted: the model takes no such files"u8);
            if (!title.IsEmpty)
            {
                output.Write(": "u8);
                WriteText(title, output);
            }
        }

        output.Write((byte)']');
    }
}
