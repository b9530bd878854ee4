using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>Where the members of one part stand.</summary>
internal struct PartFields
{
    /// <summary>The text, string content.</summary>
    public Slice Text;

    /// <summary>There is a text, be it an empty one.</summary>
    public bool HasText;

    /// <summary>The text is a thought.</summary>
    public bool IsThought;

    /// <summary>The signature, string content.</summary>
    public Slice Signature;

    /// <summary>The function call.</summary>
    public Slice Call;

    /// <summary>The function response.</summary>
    public Slice Response;

    /// <summary>Bytes in the body.</summary>
    public Slice InlineData;

    /// <summary>A file by its address.</summary>
    public Slice FileData;

    /// <summary>Code that the provider runs, or what came of it.</summary>
    public Slice Code;

    /// <summary>What came of code.</summary>
    public Slice CodeResult;

    /// <summary>A call or a response of a tool of the provider's own.</summary>
    public Slice ServerTool;

    /// <summary>Reads the object.</summary>
    public void Read(ref JsonCursor cursor)
    {
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var kind = cursor.Peek();
            if (kind == JsonKind.String && (name.SequenceEqual("text"u8) || Is(name, "thoughtSignature"u8, "thought_signature"u8)))
            {
                var value = cursor.ReadString();
                if (name.SequenceEqual("text"u8))
                {
                    (Text, HasText) = (value, true);
                }
                else
                {
                    Signature = value;
                }
            }
            else if (name.SequenceEqual("thought"u8))
            {
                IsThought = cursor.ReadBoolean();
            }
            else
            {
                var value = cursor.ReadValue();
                if (kind == JsonKind.Object)
                {
                    See(name, value);
                }
            }
        }
    }

    private void See(ReadOnlySpan<byte> name, Slice value)
    {
        if (Is(name, "functionCall"u8, "function_call"u8))
        {
            Call = value;
        }
        else if (Is(name, "functionResponse"u8, "function_response"u8))
        {
            Response = value;
        }
        else if (Is(name, "inlineData"u8, "inline_data"u8))
        {
            InlineData = value;
        }
        else if (Is(name, "fileData"u8, "file_data"u8))
        {
            FileData = value;
        }
        else if (Is(name, "executableCode"u8, "executable_code"u8))
        {
            Code = value;
        }
        else if (Is(name, "codeExecutionResult"u8, "code_execution_result"u8))
        {
            CodeResult = value;
        }
        else if (Is(name, "toolCall"u8, "tool_call"u8) || Is(name, "toolResponse"u8, "tool_response"u8))
        {
            ServerTool = value;
        }
    }

    // Google's own parsers take both spellings.
    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> camel, ReadOnlySpan<byte> snake) =>
        name.SequenceEqual(camel) || name.SequenceEqual(snake);
}
