using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// The pages that a host found and names beside its text: at the end the client is told of the search that they came from (H-181). The
/// host says neither when it searched nor for what: what the user asked stands in its place.
/// </summary>
internal sealed class FoundPages : IDisposable
{
    private const int MaxQuery = 400;

    private readonly ByteWriter _pages = new(256);
    private readonly ByteWriter _scratch = new(256);

    /// <summary>True once a page was named.</summary>
    public bool Any { get; private set; }

    /// <summary>Takes a page, escaped contents; each of them once.</summary>
    public void Add(ReadOnlySpan<byte> url, ReadOnlySpan<byte> title)
    {
        _scratch.Reset();
        _scratch.Write("{\"type\":\"web_search_result\",\"url\":"u8);
        _scratch.WriteEscaped(url);
        if (_pages.Written.IndexOf(_scratch.Written) >= 0)
        {
            return;
        }

        Any = true;
        _pages.Write(_pages.Length > 0 ? ","u8 : default);
        _pages.Write(_scratch.Written);
        _pages.Write(",\"title\":"u8);
        _pages.WriteEscaped(title.IsEmpty ? url : title);
        _pages.Write(",\"encrypted_content\":\"\",\"page_age\":null}"u8);
    }

    /// <summary>Tells the client of the search, once, behind the text.</summary>
    public void Tell(BlockSequencer sequencer, Translation translation)
    {
        if (_pages.Length == 0)
        {
            return;
        }

        Span<byte> id = stackalloc byte[33];
        "srvtoolu_"u8.CopyTo(id);
        translation.Ids.Fill(id[9..]);
        _scratch.Reset();
        _scratch.Write("{\\\"query\\\":"u8);
        using var query = new ByteWriter(MaxQuery + 2);
        query.WriteEscaped(LastWords(translation.Request));
        NestedJson.Write(query.Written, _scratch);
        _scratch.Write((byte)'}');
        sequencer.ServerTool(id, "web_search"u8, _scratch.Written);
        _scratch.Reset();
        _scratch.Write("{\"type\":\"web_search_tool_result\",\"tool_use_id\":"u8);
        _scratch.WriteEscaped(id);
        _scratch.Write(",\"content\":["u8);
        _scratch.Write(_pages.Written);
        _scratch.Write("]}"u8);
        _pages.Reset();
        sequencer.ServerToolResult(_scratch.Written);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pages.Dispose();
        _scratch.Dispose();
    }

    private static ReadOnlySpan<byte> LastWords(ConversationRequest request)
    {
        var blocks = request.Blocks;
        for (var i = request.Messages.Length - 1; i >= 0; i--)
        {
            ref readonly var message = ref request.Messages[i];
            for (var b = message.End - 1; message.Role == Role.User && b >= message.First; b--)
            {
                if (blocks[b].Kind == BlockKind.Text)
                {
                    var text = request[blocks[b].Text];
                    return text[..EscapedText.Boundary(text, Math.Min(MaxQuery, text.Length))];
                }
            }
        }

        return default;
    }
}
