using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.Gemini;

/// <summary>
/// Writes a conversation as a <c>generateContent</c> body. Nothing is copied that is not named here (H-007). The contents stand last
/// and each part depends only on itself and on what stands before it, so that the body of one turn, up to its closing brackets, is a
/// prefix of the next one's: implicit caching lives on that (H-066, H-128, H-169, H-171).
/// </summary>
internal sealed partial class RequestWriter : BodyWriter<RequestWriter, GeminiProfile>
{
    private GeminiModel _model;
    private ThinkingPlan _plan;
    private bool _searches;

    /// <inheritdoc/>
    protected override Failure? Write()
    {
        _model = GeminiModel.Of(_translation.Model.Id);
        if (ChooseTools() is { } impossible)
        {
            return impossible;
        }

        _plan = ThinkingPlan.For(_translation, _profile);
        _words.Begin(_translation, stripNul: false, _profile.MaxToolNameLength, SchemaFilter.GeminiJson, letterFirst: true);
        _out.Write((byte)'{');
        WriteSystem();
        WriteTools();
        WriteSettings();
        WriteContents();
        _out.Write((byte)'}');
        return null;
    }

    /// <inheritdoc/>
    protected override void Reset()
    {
        base.Reset();
        ResetContents();
    }

    private void WriteToolName(Slice name, ByteWriter output) => _words.ToolName(name, output);
}
