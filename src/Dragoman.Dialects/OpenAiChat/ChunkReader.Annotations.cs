using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

// Sources that a host names beside its text (H-204). Other annotations have no place in the client's protocol.
internal sealed partial class ChunkReader
{
    private void ReadAnnotations(ReadOnlySpan<byte> data, Slice list)
    {
        _template.Spoil();
        var cursor = new JsonCursor(data, list.Start, list.End);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var isObject = cursor.Peek() == JsonKind.Object;
            var item = cursor.ReadValue();
            if (cursor.Failed)
            {
                return;
            }

            if (isObject)
            {
                ReadAnnotation(data, item);
            }
        }
    }

    // {"type":"url_citation","url_citation":{"url":…,"title":…,"content":…}}; some hosts leave the inner object out.
    private void ReadAnnotation(ReadOnlySpan<byte> data, Slice item)
    {
        Slice url = default;
        Slice title = default;
        Slice content = default;
        Slice inner = default;
        var cursor = new JsonCursor(data, item.Start, item.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("url_citation"u8))
            {
                inner = ChunkParts.Object(ref cursor, default);
            }
            else if (name.SequenceEqual("url"u8))
            {
                url = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("title"u8))
            {
                title = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("content"u8))
            {
                content = cursor.ReadStringOrSkip();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        if (!inner.IsAbsent)
        {
            ReadAnnotation(data, inner);
        }
        else if (!cursor.Failed && !url.IsEmpty)
        {
            sequencer.Citation(At(data, url), At(data, title), At(data, content));
            if (profile.WebSearch != ChatWebSearch.None)
            {
                _found.Add(At(data, url), At(data, title));
            }
        }
    }

    private static ReadOnlySpan<byte> At(ReadOnlySpan<byte> data, Slice slice) => data.Slice(slice.Start, slice.Length);
}
