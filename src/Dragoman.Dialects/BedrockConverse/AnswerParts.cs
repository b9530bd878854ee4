using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>Where the parts of a content block or of its delta stand: both have the same names. Gathered in one pass.</summary>
internal struct AnswerParts
{
    /// <summary>Text, string content.</summary>
    public Slice Text;

    /// <summary>Reasoning, string content.</summary>
    public Slice Reasoning;

    /// <summary>The signature of reasoning, string content.</summary>
    public Slice Signature;

    /// <summary>Encrypted reasoning in base64.</summary>
    public Slice Redacted;

    /// <summary>The id of a call, string content.</summary>
    public Slice ToolId;

    /// <summary>The name of the tool, string content.</summary>
    public Slice ToolName;

    /// <summary>The type of a call; one that the provider runs itself is <c>server_tool_use</c>.</summary>
    public Slice ToolType;

    /// <summary>The input of a call: a raw value, a string where it is a piece.</summary>
    public Slice Input;

    /// <summary>True where there is a call.</summary>
    public bool IsCall;

    /// <summary>Sources are named for the text.</summary>
    public bool IsCited;

    /// <summary>Reads the object that stands here.</summary>
    public void Read(ref JsonCursor cursor)
    {
        if (cursor.Peek() != JsonKind.Object)
        {
            cursor.ReadValue();
            return;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var isObject = cursor.Peek() == JsonKind.Object;
            if (name.SequenceEqual("text"u8))
            {
                Text = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("toolUse"u8) && isObject)
            {
                ReadCall(ref cursor);
            }
            else if (name.SequenceEqual("reasoningContent"u8) && isObject)
            {
                ReadReasoning(ref cursor);
            }
            else if (name.SequenceEqual("citation"u8) && isObject)
            {
                IsCited = true;
                cursor.ReadValue();
            }
            else if (name.SequenceEqual("citationsContent"u8) && isObject)
            {
                IsCited = true;
                ReadCited(ref cursor);
            }
            else
            {
                cursor.ReadValue();
            }
        }
    }

    private void ReadCall(ref JsonCursor cursor)
    {
        IsCall = true;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("toolUseId"u8))
            {
                ToolId = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("name"u8))
            {
                ToolName = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("type"u8))
            {
                ToolType = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("input"u8))
            {
                Input = cursor.ReadValue();
            }
            else
            {
                cursor.ReadValue();
            }
        }
    }

    // A delta has text and signature here, a whole block has them one level deeper.
    private void ReadReasoning(ref JsonCursor cursor)
    {
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("text"u8))
            {
                Reasoning = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("signature"u8))
            {
                Signature = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("redactedContent"u8))
            {
                Redacted = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("reasoningText"u8) && cursor.Peek() == JsonKind.Object)
            {
                ReadReasoning(ref cursor);
            }
            else
            {
                cursor.ReadValue();
            }
        }
    }

    // Generated text with its sources; the text counts.
    private void ReadCited(ref JsonCursor cursor)
    {
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (!name.SequenceEqual("content"u8) || cursor.Peek() != JsonKind.Array)
            {
                cursor.ReadValue();
                continue;
            }

            cursor.EnterArray();
            while (cursor.NextElement())
            {
                Read(ref cursor);
            }
        }
    }
}
