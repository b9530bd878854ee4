using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

// Blocks that Gemini has no part for, told in words.
internal sealed partial class RequestWriter
{
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
        if (block is { Kind: BlockKind.Image, Source: SourceKind.Base64 } && _translation.Model.Vision)
        {
            // The only images with data that are not sent.
            Lose(LossKind.Image, LossEffect.Placeholder, "messages[].content[]");
            output.Write("[image omitted: the model takes no GIF]"u8);
            return;
        }

        _words.Append(block, index, output);
    }
}
