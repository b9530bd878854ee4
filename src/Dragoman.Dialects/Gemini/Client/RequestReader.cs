using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini.Client;

/// <summary>
/// Reads a <c>generateContent</c> request, as Gemini CLI and Google's SDKs send it, into a <see cref="ConversationRequest"/>. Both
/// spellings of a member are taken, as Google's own parser does. It reads from a copy of the body, so that what must be decoded can be
/// appended to the arena meanwhile; slices point into the arena.
/// </summary>
internal sealed partial class RequestReader : IDisposable
{
    // Who gives no bound means the model's own; a client of this protocol mostly gives none.
    private const long DefaultMaxTokens = 32_000;

    private readonly ConversationRequest _request;
    private readonly ByteWriter _copy;
    private readonly ByteWriter _scratch = new();
    private readonly int _offset;
    private string? _problem;

    private RequestReader(ConversationRequest request)
    {
        _request = request;
        _offset = request.Body.Start;
        _copy = new ByteWriter(request.Body.Length);
        _copy.Write(request.Arena[request.Body]);
    }

    private ReadOnlySpan<byte> Json => _copy.Written;

    /// <summary>Null on success; otherwise what is wrong with the body, and where.</summary>
    public static Failure? Read(ConversationRequest request)
    {
        if (!JsonCursor.IsCleanUtf8(request.Arena[request.Body]))
        {
            return BodyReader.Invalid("The request body is not valid UTF-8: encode it as UTF-8.");
        }

        using var reader = new RequestReader(request);
        return reader.ReadBody() ? null : BodyReader.Invalid(reader._problem ?? "The request body is not valid JSON: send one JSON object.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _copy.Dispose();
        _scratch.Dispose();
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> camel, ReadOnlySpan<byte> snake) =>
        name.SequenceEqual(camel) || name.SequenceEqual(snake);

    private bool ReadBody()
    {
        var whole = new JsonCursor(Json);
        if (whole.Peek() != JsonKind.Object || whole.ReadValue().IsEmpty || !whole.AtEnd())
        {
            return false;
        }

        Slice contents = default;
        var cursor = new JsonCursor(Json);
        cursor.EnterObject();
        while (cursor.NextMember(out Slice member))
        {
            var name = Text(member);
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                return false;
            }

            if (name.SequenceEqual("contents"u8))
            {
                if (!contents.IsAbsent)
                {
                    return Problem("contents", "is given twice; send it once");
                }

                contents = value;
            }
            else if (!ReadTopLevel(name, member, value))
            {
                return false;
            }
        }

        _request.MaxTokens ??= DefaultMaxTokens;
        if (contents.IsAbsent || !IsArray(contents))
        {
            return Problem("contents", "expected an array of contents");
        }

        return ReadContents(contents);
    }

    private bool ReadTopLevel(ReadOnlySpan<byte> name, Slice member, Slice value)
    {
        if (Is(name, "systemInstruction"u8, "system_instruction"u8))
        {
            return ReadSystem(value);
        }

        if (name.SequenceEqual("tools"u8))
        {
            return ReadTools(value);
        }

        if (Is(name, "toolConfig"u8, "tool_config"u8))
        {
            return ReadToolConfig(value);
        }

        if (Is(name, "generationConfig"u8, "generation_config"u8))
        {
            return ReadGenerationConfig(value);
        }

        if (Is(name, "cachedContent"u8, "cached_content"u8) && Text(value).Length > 2)
        {
            return Problem("cachedContent", "contents cached at Google cannot be used through this gateway; send them with the request");
        }

        // The model stands in the path; what else there is only the target can judge.
        if (!name.SequenceEqual("model"u8))
        {
            _request.AddUnknown(At(member), At(value));
        }

        return true;
    }

    private bool Problem(string path, string problem)
    {
        _problem ??= $"{path}: {problem}";
        return false;
    }

    private ReadOnlySpan<byte> Text(Slice slice) => Json.Slice(slice.Start, slice.Length);

    // The same bytes in the arena.
    private Slice At(Slice slice) => slice.IsAbsent ? default : new Slice(slice.Start + _offset, slice.Length);

    private Slice Append(ReadOnlySpan<byte> bytes) => _request.Arena.Append(bytes);

    private bool IsArray(Slice value) => !value.IsEmpty && Json[value.Start] == '[';

    private bool IsObject(Slice value) => !value.IsEmpty && Json[value.Start] == '{';

    // A member of an object under either name; absent where there is none.
    private Slice Find(Slice value, ReadOnlySpan<byte> camel, ReadOnlySpan<byte> snake)
    {
        Slice found = default;
        if (!IsObject(value))
        {
            return found;
        }

        var cursor = new JsonCursor(Json, value.Start, value.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var isIt = Is(name, camel, snake);
            var member = cursor.ReadValue();
            found = isIt && !cursor.Failed ? member : found;
        }

        return found;
    }

    private Slice Find(Slice value, ReadOnlySpan<byte> name) => Find(value, name, name);

    // The content of a string value; absent where it is none.
    private Slice Content(Slice value) => value.Length >= 2 && Json[value.Start] == '"' ? new Slice(value.Start + 1, value.Length - 2) : default;
}
