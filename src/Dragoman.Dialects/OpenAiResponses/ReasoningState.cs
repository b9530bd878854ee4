using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>
/// What rides in the signature of a thinking block: the host's reasoning items as they came, and what they led to, so that they are
/// only given back together with it (H-100, H-356). <c>{"items":[…],"call":"…"}</c> or <c>{"items":[…],"message":"phase"}</c>.
/// </summary>
internal readonly struct ReasoningState
{
    private ReasoningState(Slice items, Slice call, Slice phase, bool isMessage)
    {
        Items = items;
        Call = call;
        Phase = phase;
        IsMessage = isMessage;
    }

    /// <summary>The items without the array's brackets; empty where there is nothing to give back.</summary>
    public Slice Items { get; }

    /// <summary>The call id that follows; empty where something else does.</summary>
    public Slice Call { get; }

    /// <summary>The phase of the message that follows (H-369); empty where it has none.</summary>
    public Slice Phase { get; }

    /// <summary>True where a message follows.</summary>
    public bool IsMessage { get; }

    /// <summary>Writes a payload.</summary>
    /// <param name="items">The items, comma separated.</param>
    /// <param name="call">The call id that follows, escaped content.</param>
    /// <param name="isMessage">A message follows.</param>
    /// <param name="phase">Its phase, escaped content.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(ReadOnlySpan<byte> items, ReadOnlySpan<byte> call, bool isMessage, ReadOnlySpan<byte> phase, ByteWriter output)
    {
        output.Write("{\"items\":["u8);
        output.Write(items);
        output.Write((byte)']');
        if (!call.IsEmpty)
        {
            output.Write(",\"call\":"u8);
            output.WriteEscaped(call);
        }
        else if (isMessage)
        {
            output.Write(",\"message\":"u8);
            output.WriteEscaped(phase);
        }

        output.Write((byte)'}');
    }

    /// <summary>Reads a payload that begins at <paramref name="start"/>; slices index the whole span.</summary>
    public static ReasoningState Read(ReadOnlySpan<byte> data, int start)
    {
        var cursor = new JsonCursor(data, start);
        Slice items = default;
        Slice call = default;
        Slice phase = default;
        var isMessage = false;
        if (cursor.Peek() != JsonKind.Object)
        {
            return default;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("items"u8) && cursor.Peek() == JsonKind.Array)
            {
                var array = cursor.ReadValue();
                items = new Slice(array.Start + 1, array.Length - 2);
            }
            else if (name.SequenceEqual("call"u8))
            {
                call = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("message"u8))
            {
                phase = cursor.ReadStringOrSkip();
                isMessage = true;
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return cursor.Failed ? default : new ReasoningState(items, call, phase, isMessage);
    }
}
