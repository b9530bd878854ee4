using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

/// <summary>
/// Members that requests of chat completions and of Responses have under one name and with one meaning. Every method that returns a
/// boolean says by false that reading is over, as <see cref="BodyReader"/> does, where nothing else is said.
/// </summary>
internal static class CommonMembers
{
    /// <summary>Reads a setting of the top level.</summary>
    /// <param name="input">Stands at the member's value.</param>
    /// <param name="request">Takes the setting.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="isKnown">False where the member is none of these; then nothing was read.</param>
    public static bool ReadSetting(ref BodyReader input, ConversationRequest request, ReadOnlySpan<byte> name, out bool isKnown)
    {
        bool ok;
        isKnown = true;
        switch (name.Length)
        {
            case 5 when name.SequenceEqual("model"u8):
                var text = request.Model;
                ok = input.ReadString(ref text, "model");
                request.Model = text;
                return ok;
            case 6 when name.SequenceEqual("stream"u8):
                var flag = request.Stream;
                ok = input.ReadBoolean(ref flag, "stream");
                request.Stream = flag;
                return ok;
            case 11 when name.SequenceEqual("temperature"u8):
                text = request.Temperature;
                ok = input.ReadRaw(ref text, JsonKind.Number, "temperature", "expected a number");
                request.Temperature = text;
                return ok;
            case 5 when name.SequenceEqual("top_p"u8):
                text = request.TopP;
                ok = input.ReadRaw(ref text, JsonKind.Number, "top_p", "expected a number");
                request.TopP = text;
                return ok;
            case 19 when name.SequenceEqual("parallel_tool_calls"u8):
                return ReadParallel(ref input, request);
            case 4 when name.SequenceEqual("user"u8):
                return ReadUser(ref input, request, "user", replaces: false);
            case 17 when name.SequenceEqual("safety_identifier"u8):
                return ReadUser(ref input, request, "safety_identifier", replaces: true);
            default:
                isKnown = false;
                return true;
        }
    }

    /// <summary>Reads a count; the first word counts.</summary>
    public static bool ReadMaxTokens(ref BodyReader input, ConversationRequest request, string name)
    {
        var count = request.MaxTokens;
        var ok = input.ReadCount(ref count, name);
        request.MaxTokens = count;
        return ok;
    }

    /// <summary>An effort asks for thinking; <c>none</c> asks for none.</summary>
    public static void TakeEffort(in BodyReader input, ConversationRequest request, Slice effort)
    {
        if (input[effort].SequenceEqual("none"u8))
        {
            request.Thinking.Mode = ThinkingMode.Disabled;
        }
        else if (!effort.IsEmpty)
        {
            request.Effort = effort;
            request.Thinking.Mode = ThinkingMode.Adaptive;
        }
    }

    /// <summary>Enters the list of tools. False where there is none: it is null, or reading is over.</summary>
    public static bool EnterTools(ref BodyReader input, Slice before, out int start)
    {
        start = input.Cursor.Position;
        if (!input.Once(before, string.Empty))
        {
            return false;
        }

        if (input.Cursor.Peek() != JsonKind.Array)
        {
            _ = input.Cursor.Peek() == JsonKind.Null ? input.Skip(string.Empty) : input.WrongKind(string.Empty, "expected an array of tools");
            return false;
        }

        start = input.Cursor.Position;
        return input.Cursor.EnterArray();
    }

    /// <summary>Reads a tool choice as far as it is a word or null.</summary>
    /// <param name="input">Stands at the value.</param>
    /// <param name="choice">Takes the word.</param>
    /// <param name="kind">String where a word was read, Object where one begins here.</param>
    public static bool ReadToolChoice(ref BodyReader input, ref Slice choice, out JsonKind kind)
    {
        kind = input.Cursor.Peek();
        return input.Once(choice, string.Empty) && kind switch
        {
            JsonKind.Null => input.Skip(string.Empty),
            JsonKind.String => input.ReadWord(ref choice, string.Empty),
            JsonKind.Object => true,
            _ => input.WrongKind(string.Empty, "expected a string or an object"),
        };
    }

    /// <summary>Takes a mode of calling tools.</summary>
    public static bool TakeMode(ref BodyReader input, ConversationRequest request, Slice mode, string where)
    {
        var word = input[mode];
        request.ToolChoice.Kind = word.SequenceEqual("auto"u8) ? ToolChoiceKind.Auto
            : word.SequenceEqual("required"u8) ? ToolChoiceKind.Any
            : word.SequenceEqual("none"u8) ? ToolChoiceKind.None
            : ToolChoiceKind.Unset;
        return request.ToolChoice.Kind != ToolChoiceKind.Unset
            || input.Problem(where, "expected \"auto\", \"required\" or \"none\"");
    }

    private static bool ReadParallel(ref BodyReader input, ConversationRequest request)
    {
        var parallel = true;
        if (input.Cursor.Peek() == JsonKind.Null)
        {
            return input.Skip("parallel_tool_calls");
        }

        var ok = input.ReadBoolean(ref parallel, "parallel_tool_calls");
        request.ToolChoice.DisableParallel = !parallel;
        return ok;
    }

    // `safety_identifier` is the younger name of the same thing and wins.
    private static bool ReadUser(ref BodyReader input, ConversationRequest request, string name, bool replaces)
    {
        var user = default(Slice);
        var ok = input.ReadString(ref user, name);
        if (!user.IsAbsent && (replaces || request.UserId.IsAbsent))
        {
            request.UserId = user;
        }

        return ok;
    }
}
