using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// What writers of request bodies share: they come from a pool, look at the client's tools before they write, and tell what they
/// lose. One turn uses one at a time.
/// </summary>
/// <typeparam name="TSelf">The writer.</typeparam>
/// <typeparam name="TProfile">What hosts of its dialect differ in.</typeparam>
internal abstract class BodyWriter<TSelf, TProfile>
    where TSelf : BodyWriter<TSelf, TProfile>, new()
    where TProfile : class
{
    private static readonly FreeList<TSelf> Pool = new(most: 32);

    private protected readonly ByteWriter _scratch = new();
    private protected readonly BlockWords _words = new();
    private protected readonly OfferedTools _tools = new();

    private protected Translation _translation = null!;
    private protected ConversationRequest _request = null!;
    private protected TProfile _profile = null!;
    private protected ByteWriter _out = null!;

    /// <summary>Writes the body. Null on success, else why the host or its model cannot serve the request.</summary>
    public static Failure? Write(Translation translation, TProfile profile, ByteWriter output)
    {
        var writer = Pool.Take() ?? new TSelf();
        writer._translation = translation;
        writer._request = translation.Request;
        writer._profile = profile;
        writer._out = output;
        try
        {
            return writer.Write();
        }
        finally
        {
            writer.Reset();
            Pool.Return(writer);
        }
    }

    /// <summary>Writes the body of the request that is set.</summary>
    protected abstract Failure? Write();

    /// <summary>Forgets the turn.</summary>
    protected virtual void Reset()
    {
        _translation = null!;
        _request = null!;
        _profile = null!;
        _out = null!;
        _words.End();
        _scratch.Reset();
        _tools.Clear();
    }

    /// <summary>Gathers the tools that the model is shown.</summary>
    /// <param name="maxTools">The most that the host takes.</param>
    /// <param name="searches">The host searches the web itself.</param>
    /// <returns>Why the request cannot be served; null where it can.</returns>
    protected Failure? CollectTools(int maxTools, bool searches = false) =>
        UnofferedMembers.Refuse(_request, _translation.Losses) ?? _tools.Collect(_request, maxTools, _translation.Losses, searches);

    /// <summary>A model that calls no tools is shown none.</summary>
    protected void LeaveOutToolsOfModelWithout()
    {
        if (!_translation.Model.Tools && _tools.Tools.Length > 0)
        {
            Lose(LossKind.Tool, LossEffect.Dropped, "tools");
            _tools.Clear();
        }
    }

    /// <summary>Opens a member of the object that was written last.</summary>
    protected void Member(scoped ReadOnlySpan<byte> name)
    {
        Separate();
        _out.WriteEscaped(name);
        _out.Write((byte)':');
    }

    /// <summary>Writes a comma, unless a bracket was just opened.</summary>
    protected void Separate()
    {
        if (_out.Written[^1] is not ((byte)'{' or (byte)'['))
        {
            _out.Write((byte)',');
        }
    }

    /// <summary>Writes a text as this upstream can take it.</summary>
    protected void WriteText(Slice text) => _words.Text(_request[text], _out);

    /// <summary>What was laid aside at that place.</summary>
    protected ReadOnlySpan<byte> Scratch(Slice slice) => _scratch.Written.Slice(slice.Start, slice.Length);

    /// <summary>Notes what the translation could not carry.</summary>
    protected void Lose(LossKind kind, LossEffect effect, string where) => _translation.Losses.Add(kind, effect, where);
}
