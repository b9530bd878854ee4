using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// Writes a conversation as a chat completions body. Nothing is copied that is not named here (H-007). The messages stand last
/// and each depends only on itself and on what stands before it, so that the body of one turn, up to its closing brackets, is a
/// prefix of the next one's: prompt caches of every provider live on that (H-066, H-128, H-171). Where a row demands otherwise,
/// the method says so.
/// </summary>
internal sealed partial class RequestWriter : BodyWriter<RequestWriter, OpenAiChatProfile>
{
    private TurnPlan _plan;

    /// <inheritdoc/>
    protected override Failure? Write()
    {
        if (CollectTools(_profile.MaxTools, _profile.WebSearch != ChatWebSearch.None) is { } impossible)
        {
            return impossible;
        }

        LeaveOutToolsOfModelWithout();
        _plan = TurnPlan.For(_translation, _profile.Rules, _tools.Tools.Length > 0);
        _words.Begin(_translation, _profile.StripNul, _profile.MaxToolNameLength, _profile.Schemas.ToFilter());
        _out.Write("{\"model\":"u8);
        _out.WriteString(_translation.Model.Id);
        WriteParameters();
        WriteTools();
        WriteMessages();
        _out.Write((byte)'}');
        return null;
    }

    /// <inheritdoc/>
    protected override void Reset()
    {
        base.Reset();
        ResetMessages();
    }

    private void WriteText(scoped ReadOnlySpan<byte> text, ByteWriter output) => _words.Text(text, output);

    private void WriteNested(scoped ReadOnlySpan<byte> json, ByteWriter output) => _words.Nested(json, output);

    private void WriteToolName(Slice name, ByteWriter output) => _words.ToolName(name, output);

    private void AppendText(in Block block, int index, ByteWriter output) => _words.Append(block, index, output);
}
