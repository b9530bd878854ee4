using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini.Client;

// How to answer.
internal sealed partial class RequestReader
{
    private bool ReadGenerationConfig(Slice config)
    {
        if (!IsObject(config))
        {
            return Problem("generationConfig", "expected an object");
        }

        var cursor = new JsonCursor(Json, config.Start, config.End);
        cursor.EnterObject();
        while (cursor.NextMember(out Slice member))
        {
            var name = Text(member);
            var value = cursor.ReadValue();
            if (!ReadSetting(name, member, value))
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadSetting(ReadOnlySpan<byte> name, Slice member, Slice value)
    {
        if (Is(name, "maxOutputTokens"u8, "max_output_tokens"u8))
        {
            var count = new JsonCursor(Json, value.Start, value.End).ReadInteger();
            _request.MaxTokens = count is > 0 ? count : null;
            return count is > 0 || Problem("generationConfig.maxOutputTokens", "expected a whole number above 0");
        }

        if (name.SequenceEqual("temperature"u8) || Is(name, "topP"u8, "top_p"u8) || Is(name, "topK"u8, "top_k"u8))
        {
            return ReadSampling(name, value);
        }

        if (Is(name, "stopSequences"u8, "stop_sequences"u8))
        {
            return ReadStops(value);
        }

        if (Is(name, "responseJsonSchema"u8, "response_json_schema"u8) && IsObject(value))
        {
            _request.OutputSchema = At(value);
        }
        else if (Is(name, "responseSchema"u8, "response_schema"u8) && IsObject(value))
        {
            _request.OutputSchema = Schema(value);
        }
        else if (Is(name, "thinkingConfig"u8, "thinking_config"u8) && IsObject(value))
        {
            ReadThinking(value);
        }
        else if (!Is(name, "responseMimeType"u8, "response_mime_type"u8))
        {
            _request.AddUnknown(At(member), At(value));
        }

        return true;
    }

    private bool ReadSampling(ReadOnlySpan<byte> name, Slice value)
    {
        if (new JsonCursor(Json, value.Start, value.End).Peek() != JsonKind.Number)
        {
            return Problem($"generationConfig.{JsonStrings.Decode(name)}", "expected a number");
        }

        if (name.SequenceEqual("temperature"u8))
        {
            _request.Temperature = At(value);
        }
        else if (name[^1] is (byte)'P' or (byte)'p')
        {
            _request.TopP = At(value);
        }
        else
        {
            _request.TopK = At(value);
        }

        return true;
    }

    private bool ReadStops(Slice list)
    {
        if (!IsArray(list))
        {
            return Problem("generationConfig.stopSequences", "expected an array of strings");
        }

        var cursor = new JsonCursor(Json, list.Start, list.End);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var stop = Content(cursor.ReadValue());
            if (!stop.IsEmpty)
            {
                _request.AddStopSequence(At(stop));
            }
        }

        return true;
    }

    private void ReadThinking(Slice config)
    {
        var level = Text(Content(Find(config, "thinkingLevel"u8, "thinking_level"u8)));
        var given = Find(config, "thinkingBudget"u8, "thinking_budget"u8);
        var shows = Text(Find(config, "includeThoughts"u8, "include_thoughts"u8)).SequenceEqual("true"u8);
        var budget = given.IsAbsent ? null : new JsonCursor(Json, given.Start, given.End).ReadInteger();
        var effort = System.Text.Ascii.EqualsIgnoreCase(level, "minimal"u8) ? "minimal"u8
            : System.Text.Ascii.EqualsIgnoreCase(level, "low"u8) ? "low"u8
            : System.Text.Ascii.EqualsIgnoreCase(level, "medium"u8) ? "medium"u8
            : System.Text.Ascii.EqualsIgnoreCase(level, "high"u8) ? "high"u8
            : default;
        if (!effort.IsEmpty)
        {
            _request.Effort = Append(effort);
        }

        _request.Thinking.Mode = budget switch
        {
            0 => ThinkingMode.Disabled,
            > 0 => ThinkingMode.Enabled,
            < 0 => ThinkingMode.Adaptive,
            null => !effort.IsEmpty || shows ? ThinkingMode.Adaptive : ThinkingMode.Unset,
        };
        _request.Thinking.BudgetTokens = budget > 0 ? budget : null;
        _request.Thinking.DisplayOmitted = !shows;
    }
}
