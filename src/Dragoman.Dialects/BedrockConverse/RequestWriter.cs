using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>
/// Writes a conversation as a body for Converse and ConverseStream, which have the same one: model and stream stand in the path. The
/// messages stand last and each depends only on what stands before it, so that one turn is a prefix of the next (H-171).
/// </summary>
internal sealed partial class RequestWriter : BodyWriter<RequestWriter, BedrockConverseProfile>
{
    private const int MaxToolName = 64;
    private TurnPlan _plan;
    private bool _replaysThinking;

    /// <inheritdoc/>
    protected override Failure? Write()
    {
        if (CollectTools(_profile.MaxTools) is { } impossible)
        {
            return impossible;
        }

        LeaveOutToolsOfModelWithout();
        _words.Begin(_translation, stripNul: false, MaxToolName, _profile.Schemas.ToFilter());
        _plan = TurnPlan.For(_translation, _profile.Rules, _tools.Tools.Length > 0);
        _replaysThinking = !_translation.Applies(RemedyKind.DropReasoning);
        PrepareCachePoints();
        PrepareMedia();
        _results.Reset(_request);
        _ids.Reset();
        _out.Write((byte)'{');
        WriteInference();
        WriteTools();
        WriteFields();
        WriteOutput();
        WriteExtra(_profile.ExtraBody);
        WriteSystem();
        WriteMessages();
        _out.Write((byte)'}');
        return null;
    }

    /// <inheritdoc/>
    protected override void Reset()
    {
        base.Reset();
        _attached.Clear();
        _postponed.Clear();
    }

    private void WriteExtra(IReadOnlyList<KeyValuePair<string, string>> members)
    {
        for (var i = 0; i < members.Count; i++)
        {
            Separate();
            _out.WriteString(members[i].Key);
            _out.Write((byte)':');
            _out.Write(System.Text.Encoding.UTF8.GetBytes(members[i].Value));
        }
    }
}
