using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.ServerTools;

namespace Dragoman.DataPlane;

/// <summary>
/// The URLs that a model may fetch: those that users, tools and searches named, as Anthropic's own tool demands. What the model alone
/// wrote is none: it could carry what it knows to a stranger.
/// </summary>
internal sealed class KnownUrls(ConversationRequest request)
{
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    /// <summary>Takes what a search or a page named.</summary>
    public void Add(WebOutcome outcome)
    {
        foreach (var hit in outcome.Hits)
        {
            _found.Add(hit.Url.AbsoluteUri.TrimEnd('/'));
        }

        if (outcome.Page is { } page)
        {
            _found.Add(page.Text);
        }
    }

    /// <summary>True where somebody other than the model named the URL.</summary>
    public bool Knows(string url)
    {
        var bare = url.Trim().TrimEnd('/');
        return bare.Length > 0 && (_found.Contains(bare) || IsInRequest(bare) || _found.Any(text => text.Contains(bare, StringComparison.Ordinal)));
    }

    private bool IsInRequest(string url)
    {
        var plain = Encoding.UTF8.GetBytes(url);
        using var scratch = new ByteWriter(16 * 1024);
        if (Names(request.SystemFirst, request.SystemEnd, isUser: true, plain, scratch))
        {
            return true;
        }

        foreach (ref readonly var message in request.Messages)
        {
            if (Names(message.First, message.End, message.Role == Role.User, plain, scratch))
            {
                return true;
            }
        }

        return false;
    }

    private bool Names(int first, int end, bool isUser, ReadOnlySpan<byte> url, ByteWriter scratch)
    {
        for (var i = first; i < end; i++)
        {
            ref readonly var block = ref request.Blocks[i];
            var text = block.Kind switch
            {
                BlockKind.Text when isUser => request[block.Text],
                BlockKind.Document when isUser && block.Source == SourceKind.Text => request[block.Text],
                BlockKind.ServerToolResult or BlockKind.SearchResult => request[block.Raw],
                _ => default,
            };
            scratch.Reset();
            JsonStrings.Unescape(text, scratch);
            if (scratch.Written.IndexOf(url) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
