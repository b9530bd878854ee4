using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// Gathers OpenRouter's <c>reasoning_details</c> so that they can be given back as one array (H-111, H-463). Pieces of one text
/// that arrive in many chunks become one item again; everything else stays as it came, in order.
/// </summary>
internal sealed class ReasoningDetails : IDisposable
{
    private readonly ByteWriter _items = new(256);
    private readonly ByteWriter _text = new(256);
    private readonly ByteWriter _type = new(256);
    private readonly ByteWriter _rest = new(256);
    private bool _isOpen;

    /// <summary>Adds an item and returns its thinking text, where it has one.</summary>
    public Slice Add(ReadOnlySpan<byte> data, Slice item)
    {
        Slice type = default;
        Slice text = default;
        Slice signature = default;
        Slice index = default;
        var cursor = new JsonCursor(data, item.Start, item.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("type"u8))
            {
                type = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("text"u8) || name.SequenceEqual("summary"u8))
            {
                text = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("signature"u8))
            {
                signature = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("index"u8))
            {
                index = cursor.ReadValue();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        if (text.IsAbsent && signature.IsEmpty)
        {
            Flush();
            Separate();
            _items.Write(data.Slice(item.Start, item.Length));
            return default;
        }

        var key = data.Slice(type.Start, type.Length);
        if (!_isOpen || !IsSame(key, data.Slice(index.Start, index.Length)))
        {
            Flush();
            Begin(data, item, key, data.Slice(index.Start, index.Length));
        }

        _text.Write(data.Slice(text.Start, text.Length));
        if (!signature.IsEmpty)
        {
            _signature.Reset();
            _signature.Write(data.Slice(signature.Start, signature.Length));
        }

        return text;
    }

    /// <summary>Writes the array and starts a new one.</summary>
    public void WriteAndForget(ByteWriter output)
    {
        Flush();
        output.Write((byte)'[');
        output.Write(_items.Written);
        output.Write((byte)']');
        _items.Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _items.Dispose();
        _text.Dispose();
        _type.Dispose();
        _rest.Dispose();
        _signature.Dispose();
    }

    private readonly ByteWriter _signature = new(256);

    private bool IsSame(ReadOnlySpan<byte> type, ReadOnlySpan<byte> index) =>
        _type.Length == type.Length + index.Length && _type.Written.StartsWith(type) && _type.Written.EndsWith(index);

    // Members other than text and signature are those of the first piece.
    private void Begin(ReadOnlySpan<byte> data, Slice item, ReadOnlySpan<byte> type, ReadOnlySpan<byte> index)
    {
        _isOpen = true;
        _text.Reset();
        _signature.Reset();
        _rest.Reset();
        _type.Reset();
        _type.Write(type);
        _type.Write(index);
        var cursor = new JsonCursor(data, item.Start, item.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed || name.SequenceEqual("text"u8) || name.SequenceEqual("summary"u8) || name.SequenceEqual("signature"u8))
            {
                continue;
            }

            _rest.Write((byte)',');
            _rest.WriteEscaped(name);
            _rest.Write((byte)':');
            _rest.Write(data.Slice(value.Start, value.Length));
        }
    }

    private void Flush()
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        Separate();
        _items.Write(_type.Written.StartsWith("reasoning.summary"u8) ? "{\"summary\":"u8 : "{\"text\":"u8);
        _items.WriteEscaped(_text.Written);
        if (_signature.Length > 0)
        {
            _items.Write(",\"signature\":"u8);
            _items.WriteEscaped(_signature.Written);
        }

        _items.Write(_rest.Written);
        _items.Write((byte)'}');
    }

    private void Separate()
    {
        if (_items.Length > 0)
        {
            _items.Write((byte)',');
        }
    }
}
