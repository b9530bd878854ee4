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
internal sealed partial class RequestWriter : BodyWriter<RequestWriter, OpenAiResponsesProfile>
{
    private TurnPlan _plan;

    /// <inheritdoc/>
    protected override Failure? Write()
    {
        if (CollectTools(_profile.MaxTools, _profile.WebSearch) is { } impossible)
        {
            return impossible;
        }

        LeaveOutToolsOfModelWithout();
        _plan = TurnPlan.For(_translation, _profile.Rules, HasTools);
        _words.Begin(_translation, stripNul: false, _profile.MaxToolNameLength, _profile.Schemas.ToFilter());
        _out.Write("{\"model\":"u8);
        _out.WriteString(_translation.Model.Id);
        WriteParameters();
        WriteTools();
        WriteInput();
        _out.Write((byte)'}');
        return null;
    }

    private bool HasTools => _tools.Tools.Length > 0 || _tools.WebSearch >= 0;

    /// <inheritdoc/>
    protected override void Reset()
    {
        base.Reset();
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
}
