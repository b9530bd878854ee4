using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.Ollama;

/// <summary>
/// Writes a conversation as a body for <c>/api/chat</c>. The messages stand last and each depends only on what stands before it:
/// a local model that must read its prompt anew takes minutes (H-468).
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
    private OllamaProfile _profile = null!;
    private ByteWriter _out = null!;
    private TurnPlan _plan;
    private long _context;

    private SchemaFilter Filter => _profile.Schemas switch
    {
        SchemaRule.Plain => SchemaFilter.Annotations,
        SchemaRule.Grammar => SchemaFilter.Annotations | SchemaFilter.Grammar,
        _ => SchemaFilter.None,
    };

    /// <summary>Writes the body. Null on success, else why the model cannot serve the request.</summary>
    public static Failure? Write(Translation translation, OllamaProfile profile, ByteWriter output)
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
        _context = _translation.Model.ContextWindow ?? _profile.NumCtx;
        if (TooLong() is { } tooLong)
        {
            return tooLong;
        }

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
        _results.Reset(_request);
        _ids.Reset();
        foreach (ref readonly var block in _request.Blocks)
        {
            LoseCacheHint(block.CacheControl);
        }

        _out.Write("{\"model\":"u8);
        _out.WriteString(_translation.Model.Id);
        WriteSettings();
        WriteTools();
        WriteMessages();
        _out.Write((byte)'}');
        return null;
    }

    // Ollama cuts what does not fit and says nothing: the model forgets its tools and its instructions. The client is told instead, in
    // the words that it compacts on (H-466). The estimate may be off by a few per cent.
    private Failure? TooLong()
    {
        var estimate = _translation.EstimatedInputTokens;
        if (estimate - (estimate / 16) <= _context)
        {
            return null;
        }

        return new Failure(FailureCause.PromptTooLong, 400, $"prompt is too long: {estimate} tokens > {_context} maximum")
        {
            Side = FailureSide.Client,
        };
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
        _images.Clear();
    }

    private void Member(scoped ReadOnlySpan<byte> name)
    {
        Separate();
        _out.WriteEscaped(name);
        _out.Write((byte)':');
    }

    private void Separate()
    {
        if (_out.Written[^1] is not ((byte)'{' or (byte)'['))
        {
            _out.Write((byte)',');
        }
    }

    private void LoseCacheHint(Slice cacheControl)
    {
        if (!cacheControl.IsAbsent)
        {
            // The server caches by prefix, by itself (A13, A14).
            Lose(LossKind.CacheHint, LossEffect.Dropped, "cache_control");
        }
    }

    private void Lose(LossKind kind, LossEffect effect, string where) => _translation.Losses.Add(kind, effect, where);
}
