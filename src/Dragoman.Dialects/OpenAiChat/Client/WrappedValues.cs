using System.Buffers;
using System.Text.Json;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

/// <summary>
/// The second pass over a request: what chat completions wrap in strings becomes what it is. A call's arguments become a raw JSON
/// object, always (H-067); a data URL becomes media type and data.
/// </summary>
internal static class WrappedValues
{
    /// <summary>Deeper arguments are no tool's: they count as text.</summary>
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = JsonCursor.MaxDepth };

    public static void Unwrap(ConversationRequest request)
    {
        using var plain = new ByteWriter();
        for (var i = 0; i < request.BlockCount; i++)
        {
            ref var block = ref request.BlockAt(i);
            switch (block.Kind)
            {
                case BlockKind.ToolUse:
                    block.Input = block.Source == SourceKind.Text
                        ? Wrap(request.Arena, "input"u8, block.Input, quoted: true, plain)
                        : Arguments(request.Arena, block.Input, plain, isInner: false);
                    block.Source = SourceKind.None;
                    break;
                case BlockKind.Image or BlockKind.Document when block.Source == SourceKind.Url:
                    DataUrl(request.Arena, ref block, plain);
                    break;
                default:
                    break;
            }
        }
    }

    // An object stays as it is written, byte for byte (H-066, H-222). Nothing and null are an empty object; an object that was
    // wrapped twice is unwrapped twice (H-218); what is no object, or no JSON, becomes the member `value` of one.
    private static Slice Arguments(Arena arena, Slice escaped, ByteWriter plain, bool isInner)
    {
        plain.Reset();
        JsonStrings.Unescape(arena[escaped], plain);
        var text = Trim(plain.Written);
        switch (Kind(text))
        {
            case JsonTokenType.StartObject:
                return arena.Append(text);
            case JsonTokenType.Null:
                return arena.Append("{}"u8);
            case JsonTokenType.String when !isInner:
                var inner = arena.Append(text[1..^1]);
                return Arguments(arena, inner, plain, isInner: true);
            case JsonTokenType.None when text.IsEmpty:
                return arena.Append("{}"u8);
            case JsonTokenType.None or JsonTokenType.String:
                return Wrap(arena, "value"u8, escaped, quoted: true, plain);
            default:
                return Wrap(arena, "value"u8, arena.Append(text), quoted: false, plain);
        }
    }

    private static Slice Wrap(Arena arena, ReadOnlySpan<byte> member, Slice value, bool quoted, ByteWriter plain)
    {
        plain.Reset();
        plain.Write("{\""u8);
        plain.Write(member);
        plain.Write("\":"u8);
        if (quoted)
        {
            plain.WriteEscaped(arena[value]);
        }
        else
        {
            plain.Write(arena[value]);
        }

        plain.Write((byte)'}');
        return arena.Append(plain.Written);
    }

    // None where it is no JSON. The value will be written into other documents, so every token of it is checked.
    private static JsonTokenType Kind(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, Strict);
            if (text.IsEmpty || !reader.Read())
            {
                return JsonTokenType.None;
            }

            var kind = reader.TokenType;
            while (reader.Read())
            {
                // Only whether it can be read to its end matters.
            }

            return kind;
        }
        catch (JsonException)
        {
            return JsonTokenType.None;
        }
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);

    private static void DataUrl(Arena arena, ref Block block, ByteWriter plain)
    {
        var url = arena[block.Data];
        // Some encoders write every slash with a backslash.
        if (url.IndexOf((byte)'\\') >= 0 && url.StartsWith("data:"u8))
        {
            plain.Reset();
            JsonStrings.Unescape(url, plain);
            if (plain.Written.IndexOfAny(NotInDataUrl) >= 0)
            {
                return;
            }

            block.Data = arena.Append(plain.Written);
            url = arena[block.Data];
        }

        if (!url.StartsWith("data:"u8))
        {
            // A file's data may come without the head of a data URL; it is a PDF then, the only kind that is taken.
            if (block.Kind == BlockKind.Document)
            {
                block.Source = SourceKind.Base64;
                block.MediaType = arena.Append("application/pdf"u8);
            }

            return;
        }

        var comma = url.IndexOf((byte)',');
        if (comma < 0 || !url[..comma].EndsWith(";base64"u8))
        {
            return;
        }

        var type = url["data:"u8.Length..comma];
        var length = type.IndexOf((byte)';');
        block.MediaType = new Slice(block.Data.Start + "data:"u8.Length, length);
        block.Source = SourceKind.Base64;
        block.Data = new Slice(block.Data.Start + comma + 1, block.Data.Length - comma - 1);
    }

    private static readonly SearchValues<byte> NotInDataUrl = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);
}
