namespace Dragoman.Dialects.Conversation;

// Ids of calls: the upstream's own where they can serve.
public sealed partial class BlockSequencer
{
    // The upstream's id stays when it is one and nobody else has it, in the answer or in the conversation (H-210, H-211, H-435).
    private byte[] UniqueId(ReadOnlySpan<byte> id)
    {
        byte[] result;
        if (!id.IsEmpty && id.Length <= MaxIdLength && !IsUsed(id))
        {
            result = id.ToArray();
        }
        else
        {
            result = new byte[30];
            "toolu_"u8.CopyTo(result);
            _translation.Ids.Fill(result.AsSpan(6));
        }

        _usedIds.Add(result);
        return result;
    }

    private bool IsUsed(ReadOnlySpan<byte> id)
    {
        foreach (var used in _usedIds)
        {
            if (id.SequenceEqual(used))
            {
                return true;
            }
        }

        var request = _translation.Request;
        foreach (ref readonly var block in request.Blocks)
        {
            if (block.Kind == BlockKind.ToolUse && request[block.Id].SequenceEqual(id))
            {
                return true;
            }
        }

        return false;
    }
}
