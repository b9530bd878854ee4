using System.Text;
using System.Text.Json;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat.Client;

namespace Dragoman.Dialects.Gemini.Client;

/// <summary>What streams and whole answers have in common: calls that are gathered, signatures that wait for their part, reasons, counts.</summary>
internal sealed class PartWriter(Translation translation) : IDisposable
{
    private readonly ByteWriter _arguments = new(256);
    private readonly ByteWriter _signature = new(256);
    private readonly ByteWriter _id = new(256);
    private readonly ByteWriter _name = new(256);
    private readonly ByteWriter _plain = new(256);

    /// <summary>Takes note of what a block or a delta says; true where it is a piece of text or thinking to be told now.</summary>
    public bool See(in StreamEvent e)
    {
        switch (e.Kind)
        {
            case StreamEventKind.BlockStart when e.Block == BlockKind.ToolUse:
                _arguments.Reset();
                Keep(_id, e.Id);
                Keep(_name, e.Name);
                return false;
            case StreamEventKind.BlockStart when e.Block is not (BlockKind.Text or BlockKind.Thinking):
                AnswerLosses.NoteBlock(e.Block, translation.Losses);
                return false;
            case StreamEventKind.Delta when e.Delta is DeltaKind.Text or DeltaKind.Thinking:
                return !e.Text.IsEmpty;
            case StreamEventKind.Delta when e is { Delta: DeltaKind.InputJson, Block: BlockKind.ToolUse }:
                _arguments.Write(e.Text);
                return false;
            case StreamEventKind.Delta when e.Delta == DeltaKind.Signature:
                Keep(_signature, e.Text);
                return false;
            case StreamEventKind.Delta:
                AnswerLosses.NoteDelta(e, translation.Losses);
                return false;
            default:
                return false;
        }
    }

    /// <summary>True while a signature waits for its part.</summary>
    public bool HasSignature => _signature.Length > 0;

    /// <summary>Writes <c>,"thoughtSignature":…</c> where one waits.</summary>
    public void WriteSignature(ByteWriter output)
    {
        if (_signature.Length > 0)
        {
            output.Write(",\"thoughtSignature\":\""u8);
            Signatures.Write(_signature.Written, output);
            output.Write((byte)'"');
            _signature.Reset();
        }
    }

    /// <summary>Writes the call that was gathered.</summary>
    public void WriteCall(ByteWriter output)
    {
        output.Write("{\"functionCall\":{\"id\":"u8);
        output.WriteEscaped(_id.Written);
        output.Write(",\"name\":"u8);
        output.WriteEscaped(_name.Written);
        output.Write(",\"args\":"u8);
        _plain.Reset();
        JsonStrings.Unescape(_arguments.Written, _plain);
        var args = _plain.Written.Trim(" \t\r\n"u8);
        if (IsObject(args))
        {
            output.Write(args);
        }
        else
        {
            // What the model wrote is no object, and this protocol has no place for anything else.
            output.Write(args.IsEmpty ? "{"u8 : "{\"value\":"u8);
            if (!args.IsEmpty)
            {
                output.WriteString(args);
            }

            output.Write((byte)'}');
        }

        output.Write((byte)'}');
        WriteSignature(output);
        output.Write((byte)'}');
    }

    /// <summary>Writes <c>,"finishReason":…</c> and, for a refusal, its message.</summary>
    public static void WriteFinish(in StreamEvent e, ByteWriter output)
    {
        output.Write(e.Stop switch
        {
            StopReason.MaxTokens or StopReason.ContextWindowExceeded => ",\"finishReason\":\"MAX_TOKENS\""u8,
            StopReason.Refusal => ",\"finishReason\":\"SAFETY\""u8,
            _ => ",\"finishReason\":\"STOP\""u8,
        });
        if (!e.Explanation.IsEmpty)
        {
            output.Write(",\"finishMessage\":"u8);
            output.WriteEscaped(e.Explanation);
        }
    }

    /// <summary>Writes <c>"usageMetadata":{…}</c>: the prompt with what was cached, the candidates without the thoughts (H-236, H-238).</summary>
    public static void WriteUsage(in Usage usage, ByteWriter output)
    {
        var thoughts = Math.Clamp(usage.ThinkingTokens, 0, usage.OutputTokens);
        output.Write("\"usageMetadata\":{\"promptTokenCount\":"u8);
        output.WriteNumber(usage.TotalInputTokens);
        output.Write(",\"cachedContentTokenCount\":"u8);
        output.WriteNumber(usage.CacheReadTokens);
        output.Write(",\"candidatesTokenCount\":"u8);
        output.WriteNumber(usage.OutputTokens - thoughts);
        output.Write(",\"thoughtsTokenCount\":"u8);
        output.WriteNumber(thoughts);
        output.Write(",\"totalTokenCount\":"u8);
        output.WriteNumber(usage.TotalInputTokens + usage.OutputTokens);
        output.Write((byte)'}');
    }

    /// <summary>Writes <c>,"modelVersion":…,"responseId":…</c>: the name that was asked for (H-207).</summary>
    public void WriteTail(ByteWriter output)
    {
        Span<byte> id = stackalloc byte[22];
        translation.Ids.Fill(id);
        output.Write(",\"modelVersion\":"u8);
        output.WriteString(Encoding.UTF8.GetBytes(translation.RequestedModel));
        output.Write(",\"responseId\":"u8);
        output.WriteEscaped(id);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _arguments.Dispose();
        _signature.Dispose();
        _id.Dispose();
        _name.Dispose();
        _plain.Dispose();
    }

    private static void Keep(ByteWriter target, ReadOnlySpan<byte> text)
    {
        target.Reset();
        target.Write(text);
    }

    private static bool IsObject(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != '{')
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonCursor.MaxDepth });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
