using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses.Client;

// Sources. The Messages API cites for a whole block, which is an item here, and Responses says from which character to which: from the
// item's first one to its last, which is known at its end.
internal sealed partial class ResponseWriter
{
    private readonly ByteWriter _sources = new(256);

    private void Cite(ReadOnlySpan<byte> raw)
    {
        var inner = raw;
        var cursor = new JsonCursor(raw);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (name.SequenceEqual("citation"u8) && !cursor.Failed && raw[value.Start] == '{')
            {
                inner = raw.Slice(value.Start, value.Length);
            }
        }

        var citation = UrlCitation.Read(inner, new Slice(0, inner.Length));
        if (!citation.IsUrl)
        {
            _translation.Losses.Add(LossKind.Citations, LossEffect.Dropped, "citations");
            return;
        }

        // Escaped content has no line feed of its own: one divides them.
        _sources.Write(_sources.Length > 0 ? "\n"u8 : default);
        _sources.Write("\"url\":"u8);
        _sources.WriteEscaped(inner.Slice(citation.Url.Start, citation.Url.Length));
        _sources.Write(",\"title\":"u8);
        _sources.WriteEscaped(inner.Slice(citation.Title.Start, citation.Title.Length));
    }

    private void WriteCitations()
    {
        if (_sources.Length == 0)
        {
            return;
        }

        var end = EscapedText.CountCharacters(_text.Written);
        var index = 0;
        foreach (var range in _sources.Written.Split((byte)'\n'))
        {
            _annotations.Write(index > 0 ? ","u8 : default);
            var from = _annotations.Length;
            _annotations.Write("{\"type\":\"url_citation\",\"start_index\":0,\"end_index\":"u8);
            _annotations.WriteNumber(end);
            _annotations.Write((byte)',');
            _annotations.Write(_sources.Written[range]);
            _annotations.Write((byte)'}');
            if (OpenOfItem("response.output_text.annotation.added"))
            {
                _output.Write(",\"content_index\":0,\"annotation_index\":"u8);
                _output.WriteNumber(index);
                _output.Write(",\"annotation\":"u8);
                _output.Write(_annotations.Written[from..]);
                Close();
            }

            index++;
        }

        _sources.Reset();
    }
}
