using System.Collections.Concurrent;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.Gemini;

/// <summary>
/// Writes a conversation as a <c>generateContent</c> body. Nothing is copied that is not named here (H-007). The contents stand last
/// and each part depends only on itself and on what stands before it, so that the body of one turn, up to its closing brackets, is a
/// prefix of the next one's: implicit caching lives on that (H-066, H-128, H-169, H-171).
/// </summary>
/// <remarks>Pooled; one turn uses one at a time.</remarks>
internal sealed partial class RequestWriter
{
    private static readonly ConcurrentBag<RequestWriter> Pool = [];
    private const int MaxPooled = 32;

    private readonly ByteWriter _scratch = new();
    private readonly BlockWords _words = new();
    private readonly OfferedTools _tools = new();

    private Translation _translation = null!;
    private ConversationRequest _request = null!;
    private GeminiProfile _profile = null!;
    private ByteWriter _out = null!;
    private GeminiModel _model;
    private ThinkingPlan _plan;
    private bool _searches;
    private bool _wroteMember;

    /// <summary>Writes the body. Null on success, else why the host cannot serve the request.</summary>
    public static Failure? Write(Translation translation, GeminiProfile profile, ByteWriter output)
    {
        if (!Pool.TryTake(out var writer))
        {
            writer = new RequestWriter();
        }

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
            if (Pool.Count < MaxPooled)
            {
                Pool.Add(writer);
            }
        }
    }

    private Failure? Write()
    {
        if (RefusedMember() is { } refused)
        {
            return refused;
        }

        _model = GeminiModel.Of(_translation.Model.Id);
        if (CollectTools() is { } impossible)
        {
            return impossible;
        }

        _plan = ThinkingPlan.For(_translation, _profile);
        _words.Begin(_translation, stripNul: false, _profile.MaxToolNameLength, SchemaFilter.GeminiJson, letterFirst: true);
        _wroteMember = false;
        _out.Write((byte)'{');
        WriteSystem();
        WriteTools();
        WriteSettings();
        WriteContents();
        _out.Write((byte)'}');
        return null;
    }

    private void Reset()
    {
        _translation = null!;
        _request = null!;
        _profile = null!;
        _out = null!;
        _scratch.Reset();
        _tools.Clear();
        _words.End();
        ResetContents();
    }

    private void Member(scoped ReadOnlySpan<byte> name)
    {
        if (_wroteMember)
        {
            _out.Write((byte)',');
        }

        _wroteMember = true;
        _out.WriteEscaped(name);
        _out.Write((byte)':');
    }

    private void WriteText(Slice text) => _words.Text(_request[text], _out);

    private void WriteToolName(Slice name, ByteWriter output) => _words.ToolName(name, output);

    private ReadOnlySpan<byte> Scratch(Slice slice) => _scratch.Written.Slice(slice.Start, slice.Length);

    private void Lose(LossKind kind, LossEffect effect, string where) => _translation.Losses.Add(kind, effect, where);
}
