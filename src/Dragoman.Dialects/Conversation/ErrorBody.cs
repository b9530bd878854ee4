using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// What an error body says, whatever its shape: OpenAI's envelope, flat objects, lists, a validator's <c>detail</c>, HTML, plain
/// text (H-249, H-479, H-486). Never on the path of a turn that works.
/// </summary>
/// <param name="Message">What happened, one line without markup; empty where the body says nothing.</param>
/// <param name="Type">The error's type.</param>
/// <param name="Code">The error's code, whatever its JSON type.</param>
/// <param name="Status">A status named in the body; 0 where none is.</param>
/// <param name="Inner">The code of an inner error.</param>
/// <param name="Prompt">Tokens of the prompt, where the body names them beside the text.</param>
/// <param name="Context">Tokens of the context, likewise.</param>
/// <param name="IsJson">True when the body was JSON.</param>
internal sealed partial record ErrorBody(
    string Message, string Type, string Code, int Status, string Inner, long? Prompt, long? Context, bool IsJson)
{
    private const int MaxPlain = 500;
    private const int MaxMessage = 2000;

    /// <summary>Reads any body.</summary>
    public static ErrorBody Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            // What proxies cut or recode may hold half characters, which the JSON reader finds only when a string is asked for.
            using var mended = new ByteWriter(body.Length);
            EscapedText.Repair(Utf8.IsValid(body) ? body : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body)), stripNul: false, mended);
            var reader = new Utf8JsonReader(mended.Written);
            using var document = JsonDocument.ParseValue(ref reader);
            return Of(document.RootElement);
        }
        catch (JsonException)
        {
            return Plain(Encoding.UTF8.GetString(body[..Math.Min(body.Length, 64 * 1024)]));
        }
    }

    private static ErrorBody Of(JsonElement root)
    {
        // Gemini's compatible endpoint wraps its error in a list.
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
        {
            root = root[0];
        }

        if (root.ValueKind == JsonValueKind.String)
        {
            return Plain(root.GetString()!);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return Plain(string.Empty);
        }

        var error = root.TryGetProperty("error", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
        var message = First(error, "message", "msg", "detail", "error", "error_message", "title");
        message = message.Length > 0 ? message : Detail(error);
        message = message.Length > 0 ? message : Detail(root);
        var raw = error.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object ? First(metadata, "raw") : string.Empty;
        if (raw.Length > 0 && !message.Contains(raw, StringComparison.Ordinal))
        {
            message = $"{message}: {Nested(raw)}";
        }

        return new ErrorBody(
            Cut(OneLine(message), MaxMessage),
            First(error, "type", "status"),
            First(error, "code", "error_code"),
            (int)(Number(error, "status_code") ?? Number(error, "code") ?? Number(error, "status") ?? 0),
            error.TryGetProperty("innererror", out var deeper) && deeper.ValueKind == JsonValueKind.Object ? First(deeper, "code") : string.Empty,
            Number(error, "n_prompt_tokens"),
            Number(error, "n_ctx"),
            IsJson: true);
    }

    // A provider's own error that a router hands on as text.
    private static string Nested(string raw)
    {
        try
        {
            using var document = JsonDocument.Parse(raw);
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? Of(document.RootElement).Message : raw;
        }
        catch (JsonException)
        {
            return raw;
        }
    }

    private static ErrorBody Plain(string text)
    {
        text = Hidden().Replace(text, " ");
        text = Markup().Replace(text, " ");
        text = System.Net.WebUtility.HtmlDecode(text);
        return new ErrorBody(Cut(OneLine(text), MaxPlain), string.Empty, string.Empty, 0, string.Empty, null, null, IsJson: false);
    }

    private static string First(JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!element.TryGetProperty(name, out var value))
            {
                continue;
            }

            if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            {
                return text;
            }

            if (value.ValueKind == JsonValueKind.Number)
            {
                return value.GetRawText();
            }
        }

        return string.Empty;
    }

    // FastAPI and pydantic: detail is a list of what is wrong where.
    private static string Detail(JsonElement element)
    {
        foreach (var name in (ReadOnlySpan<string>)["detail", "errors", "details"])
        {
            if (!element.TryGetProperty(name, out var list))
            {
                continue;
            }

            if (list.ValueKind == JsonValueKind.Object)
            {
                return First(list, "message", "msg", "error");
            }

            if (list.ValueKind == JsonValueKind.Array)
            {
                var texts = new List<string>();
                foreach (var item in list.EnumerateArray())
                {
                    texts.Add(item.ValueKind == JsonValueKind.Object ? Placed(item, First(item, "msg", "message", "detail")) : item.ToString());
                }

                return string.Join("; ", texts.Where(text => text.Length > 0));
            }
        }

        return string.Empty;
    }

    // pydantic says where in a list beside the words: {"loc": ["body", "stream_options"], "msg": "Extra inputs are not permitted"}.
    private static string Placed(JsonElement item, string text) =>
        text.Length > 0 && item.TryGetProperty("loc", out var path) && path.ValueKind == JsonValueKind.Array && path.GetArrayLength() > 1
            ? $"{string.Join('.', path.EnumerateArray().Skip(1).Select(part => part.ToString()))}: {text}"
            : text;

    private static long? Number(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }

    private static string OneLine(string text) => Space().Replace(text, " ").Trim();

    private static string Cut(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        return (char.IsHighSurrogate(text[max - 1]) ? text[..(max - 1)] : text[..max]) + "…";
    }

    [GeneratedRegex("<(?<tag>script|style|head)\\b.*?</\\k<tag>>|<!--.*?-->", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Hidden();

    [GeneratedRegex("<[^<>]{1,2000}>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Markup();

    [GeneratedRegex("\\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Space();
}
