using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

// Tool calls, in the many shapes in which hosts send them.
internal sealed partial class ChunkReader
{
    private void ReadCalls(ReadOnlySpan<byte> data, Slice list, bool isWhole)
    {
        var cursor = new JsonCursor(data, list.Start, list.End);
        cursor.EnterArray();
        for (var i = 0; cursor.NextElement(); i++)
        {
            var call = cursor.ReadValue();
            if (cursor.Failed)
            {
                return;
            }

            if (data[call.Start] == '{')
            {
                ReadCall(data, call, isWhole ? i : -1);
            }
        }
    }

    private void ReadCall(ReadOnlySpan<byte> data, Slice call, int position)
    {
        long? index = null;
        Slice id = default;
        Slice function = default;
        var cursor = new JsonCursor(data, call.Start, call.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("index"u8))
            {
                index = cursor.ReadInteger();
            }
            else if (name.SequenceEqual("id"u8))
            {
                // A number is no id (H-210).
                id = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("function"u8) || name.SequenceEqual("custom"u8))
            {
                function = ChunkParts.Object(ref cursor, function);
            }
            else
            {
                cursor.ReadValue();
            }
        }

        // In a whole answer the place says which call it is, whatever the index claims (H-311).
        var number = position >= 0 ? position : index is >= 0 and < int.MaxValue ? (int)index.Value : -1;
        ReadFunction(data, function, number, id);
    }

    private void ReadFunction(ReadOnlySpan<byte> data, Slice function, int index, Slice id)
    {
        Slice name = default;
        Slice arguments = default;
        Slice input = default;
        if (!function.IsAbsent)
        {
            var cursor = new JsonCursor(data, function.Start, function.End);
            cursor.EnterObject();
            while (cursor.NextMember(out ReadOnlySpan<byte> member))
            {
                if (member.SequenceEqual("name"u8))
                {
                    name = cursor.ReadStringOrSkip();
                }
                else if (member.SequenceEqual("arguments"u8))
                {
                    arguments = cursor.ReadValue();
                }
                else if (member.SequenceEqual("input"u8))
                {
                    input = cursor.ReadValue();
                }
                else
                {
                    cursor.ReadValue();
                }
            }
        }

        var idText = data.Slice(id.Start, id.Length);
        var nameText = data.Slice(name.Start, name.Length);
        if (IsString(data, arguments))
        {
            if (id.IsEmpty && name.IsEmpty && arguments.Length > 2)
            {
                _template.See(TemplateKind.Arguments, arguments, index);
            }
            else
            {
                _template.Spoil();
            }

            sequencer.ToolFragment(index, idText, nameText, Inside(data, arguments));
            return;
        }

        _template.Spoil();
        _scratch.Reset();
        if (!input.IsAbsent && arguments.IsAbsent)
        {
            // A custom tool's free text (H-320).
            _scratch.Write("{\\\"input\\\":"u8);
            NestedJson.Write(data.Slice(input.Start, input.Length), _scratch);
            _scratch.Write((byte)'}');
        }
        else if (!arguments.IsAbsent && data[arguments.Start] is (byte)'{' or (byte)'[')
        {
            // An object where a string belongs (H-217).
            NestedJson.Write(data.Slice(arguments.Start, arguments.Length), _scratch);
        }

        sequencer.ToolFragment(index, idText, nameText, _scratch.Written);
    }
}
