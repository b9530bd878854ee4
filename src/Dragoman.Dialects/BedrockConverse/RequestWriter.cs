using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>
/// Writes a conversation as a body for Converse and ConverseStream, which have the same one: model and stream stand in the path. The
/// messages stand last and each depends only on what stands before it, so that one turn is a prefix of the next (H-171).
/// </summary>
/// <remarks>Pooled; one turn uses one at a time.</remarks>
internal sealed partial class RequestWriter
{
    private const int MaxToolName = 64;
    private static readonly FreeList<RequestWriter> Pool = new(most: 32);

    private readonly ByteWriter _scratch = new();
    private readonly BlockWords _words = new();
    private readonly OfferedTools _tools = new();

    private Translation _translation = null!;
    private ConversationRequest _request = null!;
    private BedrockConverseProfile _profile = null!;
    private ByteWriter _out = null!;
    private TurnPlan _plan;
    private bool _replaysThinking;

    private SchemaFilter Filter => _profile.Schemas switch
    {
        SchemaRule.Plain => SchemaFilter.Annotations,
        SchemaRule.Grammar => SchemaFilter.Annotations | SchemaFilter.Grammar,
        _ => SchemaFilter.None,
    };

    /// <summary>Writes the body. Null on success, else why the model cannot serve the request.</summary>
    public static Failure? Write(Translation translation, BedrockConverseProfile profile, ByteWriter output)
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

        if (_tools.Collect(_request, _profile.MaxTools, _translation.Losses) is { } impossible)
        {
            return impossible;
        }

        if (!_translation.Model.Tools && _tools.Tools.Length > 0)
        {
            Lose(LossKind.Tool, LossEffect.Dropped, "tools");
            _tools.Clear();
        }

        _words.Begin(_translation, stripNul: false, MaxToolName, Filter);
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

    private void Reset()
    {
        _translation = null!;
        _request = null!;
        _profile = null!;
        _out = null!;
        _words.End();
        _scratch.Reset();
        _tools.Clear();
        _attached.Clear();
        _postponed.Clear();
    }

    private void Member(scoped ReadOnlySpan<byte> name)
    {
        Separate();
        _out.WriteEscaped(name);
        _out.Write((byte)':');
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

    // A comma, unless a bracket was just opened.
    private void Separate()
    {
        if (_out.Written[^1] is not ((byte)'{' or (byte)'['))
        {
            _out.Write((byte)',');
        }
    }

    private void Lose(LossKind kind, LossEffect effect, string where) => _translation.Losses.Add(kind, effect, where);

    private ReadOnlySpan<byte> Scratch(Slice slice) => _scratch.Written.Slice(slice.Start, slice.Length);
}
