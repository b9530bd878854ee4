using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>One message: a range of blocks under a role.</summary>
public struct Message
{
    /// <summary>Who speaks.</summary>
    public Role Role;

    /// <summary>Index of the first block.</summary>
    public int First;

    /// <summary>Index behind the last block (all descendants included).</summary>
    public int End;

    /// <summary>The whole message as the client wrote it.</summary>
    public Slice Raw;

    /// <summary>System message: the effort that holds from here on (<c>output_config.effort</c>), escaped content.</summary>
    public Slice Effort;

    /// <summary>System message: true when it holds only until the next user message (<c>clear_at: next_user_message</c>).</summary>
    public bool ClearsAtNextUser;
}
