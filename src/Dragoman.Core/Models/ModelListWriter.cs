using System.Globalization;
using Dragoman.Dialects.Json;

namespace Dragoman.Core.Models;

/// <summary>Writes the list in the Messages API's shape (H-341, H-342).</summary>
public static class ModelListWriter
{
    /// <summary>Writes a page.</summary>
    public static void WritePage(ModelPage page, ByteWriter output)
    {
        output.Write("{\"data\":["u8);
        for (var i = 0; i < page.Models.Count; i++)
        {
            if (i > 0)
            {
                output.Write((byte)',');
            }

            WriteModel(page.Models[i], output);
        }

        output.Write("],\"has_more\":"u8);
        output.WriteBoolean(page.HasMore);
        output.Write(",\"first_id\":"u8);
        WriteText(page.Models.Count > 0 ? page.Models[0].Id : null, output);
        output.Write(",\"last_id\":"u8);
        WriteText(page.Models.Count > 0 ? page.Models[^1].Id : null, output);
        output.Write((byte)'}');
    }

    /// <summary>Writes one model.</summary>
    public static void WriteModel(ListedModel model, ByteWriter output)
    {
        output.Write("{\"type\":\"model\",\"id\":"u8);
        output.WriteString(model.Id);
        output.Write(",\"display_name\":"u8);
        output.WriteString(model.DisplayName);
        output.Write(",\"created_at\":"u8);
        output.WriteString(model.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        output.Write(",\"max_input_tokens\":"u8);
        WriteNumber(model.MaxInputTokens, output);
        output.Write(",\"max_tokens\":"u8);
        WriteNumber(model.MaxTokens, output);
        output.Write(",\"capabilities\":{"u8);
        WriteSupport("batch"u8, false, output);
        WriteSupport(",\"citations\":"u8, false, output, raw: true);
        WriteSupport(",\"code_execution\":"u8, false, output, raw: true);
        output.Write(",\"context_management\":{\"supported\":false,\"clear_thinking_20251015\":null,\"clear_tool_uses_20250919\":null,\"compact_20260112\":null}"u8);
        WriteEffort(model.Thinking, output);
        WriteSupport(",\"image_input\":"u8, model.Vision, output, raw: true);
        WriteSupport(",\"pdf_input\":"u8, model.Documents, output, raw: true);
        WriteSupport(",\"structured_outputs\":"u8, model.StructuredOutput, output, raw: true);
        output.Write(",\"thinking\":{\"supported\":"u8);
        output.WriteBoolean(model.Thinking);
        output.Write(",\"types\":{"u8);
        WriteSupport("adaptive"u8, model.Thinking, output);
        WriteSupport(",\"enabled\":"u8, model.Thinking, output, raw: true);
        output.Write("}}}}"u8);
    }

    private static void WriteEffort(bool supported, ByteWriter output)
    {
        output.Write(",\"effort\":{\"supported\":"u8);
        output.WriteBoolean(supported);
        WriteSupport(",\"low\":"u8, supported, output, raw: true);
        WriteSupport(",\"medium\":"u8, supported, output, raw: true);
        WriteSupport(",\"high\":"u8, supported, output, raw: true);
        WriteSupport(",\"max\":"u8, supported, output, raw: true);
        output.Write(",\"xhigh\":null}"u8);
    }

    private static void WriteSupport(ReadOnlySpan<byte> name, bool supported, ByteWriter output, bool raw = false)
    {
        if (raw)
        {
            output.Write(name);
        }
        else
        {
            output.WriteEscaped(name);
            output.Write((byte)':');
        }

        output.Write("{\"supported\":"u8);
        output.WriteBoolean(supported);
        output.Write((byte)'}');
    }

    private static void WriteNumber(long? number, ByteWriter output)
    {
        if (number is { } value)
        {
            output.WriteNumber(value);
        }
        else
        {
            output.Write("null"u8);
        }
    }

    private static void WriteText(string? text, ByteWriter output)
    {
        if (text is null)
        {
            output.Write("null"u8);
        }
        else
        {
            output.WriteString(text);
        }
    }
}
