using System.Runtime.InteropServices;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// The calls of one assistant turn and where their results stand: protocols want one result for each call, directly behind it, in
/// the order of the calls (H-071, H-075, H-088, H-349). Reused from turn to turn.
/// </summary>
internal sealed class CallResults
{
    private readonly TakenResults _taken = new();
    private readonly List<PlacedCall> _calls = new(16);
    private ConversationRequest _request = null!;

    /// <summary>How many calls the turn has.</summary>
    public int Count => _calls.Count;

    /// <summary>A call of the turn.</summary>
    public PlacedCall this[int call] => _calls[call];

    /// <summary>A request begins.</summary>
    public void Reset(ConversationRequest request)
    {
        _request = request;
        _calls.Clear();
        _taken.Reset(request.BlockCount);
    }

    /// <summary>An assistant turn begins.</summary>
    public void Clear() => _calls.Clear();

    /// <summary>Adds a call of the turn, in order.</summary>
    /// <param name="block">The block's index.</param>
    /// <param name="id">Where the upstream's form of its id stands.</param>
    public void Add(int block, Slice id)
    {
        var own = _request[_request.Blocks[block].Id];
        var earlier = 0;
        foreach (ref readonly var call in CollectionsMarshal.AsSpan(_calls))
        {
            earlier += _request[_request.Blocks[call.Block].Id].SequenceEqual(own) ? 1 : 0;
        }

        _calls.Add(new PlacedCall(block, id, earlier));
    }

    /// <summary>True where a result was found for its call.</summary>
    public bool IsTaken(int block) => _taken.IsTaken(block);

    /// <summary>The messages that may hold the results: from the next user message up to the next assistant one.</summary>
    /// <param name="after">The message behind the turn.</param>
    public (int First, int End) Window(int after)
    {
        var messages = _request.Messages;
        var first = after;
        while (first < messages.Length && messages[first].Role != Role.User)
        {
            first++;
        }

        var end = first;
        while (end < messages.Length && messages[end].Role != Role.Assistant)
        {
            end++;
        }

        return (first, end);
    }

    /// <summary>
    /// The block of a call's result; -1 where there is none. Of several results the last counts (H-087); of calls that share an id
    /// the n-th has the n-th result (H-072).
    /// </summary>
    public int Find(int call, (int First, int End) window)
    {
        var messages = _request.Messages;
        var blocks = _request.Blocks;
        var id = _request[blocks[_calls[call].Block].Id];
        var shares = IsShared(call);
        var seen = 0;
        var found = -1;
        for (var m = window.First; m < window.End; m++)
        {
            for (var i = messages[m].First; i < messages[m].End && messages[m].Role == Role.User; i += blocks[i].Span)
            {
                if (blocks[i].Kind == BlockKind.ToolResult && _request[blocks[i].Id].SequenceEqual(id))
                {
                    _taken.Take(i);
                    if (!shares || seen++ <= _calls[call].Earlier)
                    {
                        found = i;
                    }
                }
            }
        }

        return found;
    }

    /// <summary>True where the text of a failed result says so itself: it is not announced twice then (H-078).</summary>
    public static bool SaysError(ConversationRequest request, int result)
    {
        var blocks = request.Blocks;
        if (result + 1 >= result + blocks[result].Span || blocks[result + 1].Kind != BlockKind.Text)
        {
            return false;
        }

        var text = request[blocks[result + 1].Text];
        return text.StartsWith("Error"u8) || text.StartsWith("error"u8) || text.StartsWith("<tool_use_error>"u8);
    }

    private bool IsShared(int call)
    {
        var blocks = _request.Blocks;
        var id = _request[blocks[_calls[call].Block].Id];
        for (var i = 0; i < _calls.Count; i++)
        {
            if (i != call && _request[blocks[_calls[i].Block].Id].SequenceEqual(id))
            {
                return true;
            }
        }

        return false;
    }
}
