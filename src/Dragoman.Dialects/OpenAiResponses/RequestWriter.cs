using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>
/// Writes a conversation as a Responses body. Nothing is stored at the host: everything goes along each time, reasoning encrypted
/// (H-355, H-365). The input stands last, and each item depends only on itself and on what stands before it, so that the body of
/// one turn, up to its closing brackets, is a prefix of the next one's (H-066, H-128, H-171).
/// </summary>
/// <remarks>Pooled; one turn uses one at a time.</remarks>
internal sealed partial class RequestWriter
{
    private static readonly FreeList<RequestWriter> Pool = new(most: 32);

    private readonly ByteWriter _scratch = new();
    private readonly BlockWords _words = new();
    private readonly OfferedTools _tools = new();

    private Translation _translation = null!;
    private ConversationRequest _request = null!;
    private OpenAiResponsesProfile _profile = null!;
    private ByteWriter _out = null!;
    private TurnPlan _plan;

    /// <summary>Writes the body. Null on success, else why the host cannot serve the request.</summary>
    public static Failure? Write(Translation translation, OpenAiResponsesProfile profile, ByteWriter output)
    {
        var writer = Pool.Take() ?? new RequestWriter();
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

    private SchemaFilter Filter => _profile.Schemas switch
    {
        SchemaRule.Plain => SchemaFilter.Annotations,
        SchemaRule.Grammar => SchemaFilter.Annotations | SchemaFilter.Grammar,
        SchemaRule.Moonshot => SchemaFilter.Annotations | SchemaFilter.NoTypeBesideAnyOf,
        _ => SchemaFilter.None,
    };

    private Failure? Write()
    {
        if (UnofferedMembers.Refuse(_request, _translation.Losses) is { } refused)
        {
            return refused;
        }

        if (_tools.Collect(_request, _profile.MaxTools, _translation.Losses, _profile.WebSearch) is { } impossible)
        {
            return impossible;
        }

        if (!_translation.Model.Tools && _tools.Tools.Length > 0)
        {
            Lose(LossKind.Tool, LossEffect.Dropped, "tools");
            _tools.Clear();
        }

        _plan = TurnPlan.For(_translation, _profile.Rules, HasTools);
        _words.Begin(_translation, stripNul: false, _profile.MaxToolNameLength, Filter);
        _out.Write("{\"model\":"u8);
        _out.WriteString(_translation.Model.Id);
        WriteParameters();
        WriteTools();
        WriteInput();
        _out.Write((byte)'}');
        return null;
    }

    private bool HasTools => _tools.Tools.Length > 0 || _tools.WebSearch >= 0;

    private void Reset()
    {
        _translation = null!;
        _request = null!;
        _profile = null!;
        _out = null!;
        _words.End();
        _scratch.Reset();
        _tools.Clear();
        _calls.Clear();
    }

    // Opens a member of the body; false where the host does not know it (H-374).
    private bool Member(string name)
    {
        if (_translation.Omits(name))
        {
            return false;
        }

        _out.Write((byte)',');
        _out.WriteString(name);
        _out.Write((byte)':');
        return true;
    }

    private void WriteText(Slice text) => _words.Text(_request[text], _out);

    private void Lose(LossKind kind, LossEffect effect, string where) => _translation.Losses.Add(kind, effect, where);
}
