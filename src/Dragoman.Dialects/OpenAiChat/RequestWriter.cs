using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// Writes a conversation as a chat completions body. Nothing is copied that is not named here (H-007). The messages stand last
/// and each depends only on itself and on what stands before it, so that the body of one turn, up to its closing brackets, is a
/// prefix of the next one's: prompt caches of every provider live on that (H-066, H-128, H-171). Where a row demands otherwise,
/// the method says so.
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
    private OpenAiChatProfile _profile = null!;
    private ByteWriter _out = null!;
    private TurnPlan _plan;

    /// <summary>Writes the body. Null on success, else why the host cannot serve the request.</summary>
    public static Failure? Write(Translation translation, OpenAiChatProfile profile, ByteWriter output)
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

    private Failure? Write()
    {
        if (UnofferedMembers.Refuse(_request, _translation.Losses) is { } refused)
        {
            return refused;
        }

        if (_tools.Collect(_request, _profile.MaxTools, _translation.Losses, _profile.WebSearch != ChatWebSearch.None) is { } impossible)
        {
            return impossible;
        }

        if (!_translation.Model.Tools && _tools.Tools.Length > 0)
        {
            _translation.Losses.Add(LossKind.Tool, LossEffect.Dropped, "tools");
            _tools.Clear();
        }

        _plan = TurnPlan.For(_translation, _profile.Rules, _tools.Tools.Length > 0);
        _words.Begin(_translation, _profile.StripNul, _profile.MaxToolNameLength, Filter);
        _out.Write("{\"model\":"u8);
        _out.WriteString(_translation.Model.Id);
        WriteParameters();
        WriteTools();
        WriteMessages();
        _out.Write((byte)'}');
        return null;
    }

    private void Reset()
    {
        _translation = null!;
        _request = null!;
        _profile = null!;
        _out = null!;
        _words.End();
        _scratch.Reset();
        _tools.Clear();
        ResetMessages();
    }

    private void WriteText(Slice text) => _words.Text(_request[text], _out);

    private void WriteText(scoped ReadOnlySpan<byte> text, ByteWriter output) => _words.Text(text, output);

    private void WriteNested(scoped ReadOnlySpan<byte> json, ByteWriter output) => _words.Nested(json, output);

    private void WriteToolName(Slice name, ByteWriter output) => _words.ToolName(name, output);

    private void AppendText(in Block block, int index, ByteWriter output) => _words.Append(block, index, output);

    private void Lose(LossKind kind, LossEffect effect, string where) => _translation.Losses.Add(kind, effect, where);
}
