using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

// The search that a host runs itself (H-179, H-184): OpenRouter's tool, or the plugin that came before it.
internal sealed partial class RequestWriter
{
    private void WriteSearchTool()
    {
        _out.Write("{\"type\":\"openrouter:web_search\",\"parameters\":{"u8);
        WriteBounds("allowed_domains"u8, "excluded_domains"u8, any: false);
        _out.Write("}}"u8);
    }

    private void WriteSearchPlugin()
    {
        if (_profile.WebSearch != ChatWebSearch.Plugin || _tools.WebSearch < 0)
        {
            return;
        }

        Member("plugins"u8);
        _out.Write("[{\"id\":\"web\""u8);
        WriteBounds("include_domains"u8, "exclude_domains"u8, any: true);
        _out.Write("}]"u8);
    }

    private void WriteBounds(ReadOnlySpan<byte> allowed, ReadOnlySpan<byte> blocked, bool any)
    {
        var raw = _request.Tools[_tools.WebSearch].Raw;
        if (raw.IsEmpty)
        {
            return;
        }

        var cursor = new JsonCursor(_request.Arena, raw);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var kind = cursor.Peek();
            var value = _request[cursor.ReadValue()];
            if (cursor.Failed)
            {
                break;
            }

            var member = kind switch
            {
                JsonKind.Array when value.Length > 2 && name.SequenceEqual("allowed_domains"u8) => allowed,
                JsonKind.Array when value.Length > 2 && name.SequenceEqual("blocked_domains"u8) => blocked,
                JsonKind.Object when name.SequenceEqual("user_location"u8) => name,
                _ => default,
            };
            if (member.IsEmpty)
            {
                continue;
            }

            _out.Write(any ? ",\""u8 : "\""u8);
            any = true;
            _out.Write(member);
            _out.Write("\":"u8);
            _out.Write(value);
        }
    }
}
