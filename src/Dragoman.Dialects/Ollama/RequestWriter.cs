using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.Ollama;

/// <summary>
/// Writes a conversation as a body for <c>/api/chat</c>. The messages stand last and each depends only on what stands before it:
/// a local model that must read its prompt anew takes minutes (H-468).
/// </summary>
internal sealed partial class RequestWriter : BodyWriter<RequestWriter, OllamaProfile>
{
    private const int MaxToolName = 64;
    private TurnPlan _plan;
    private long _context;

    /// <inheritdoc/>
    protected override Failure? Write()
    {
        _context = _translation.Model.ContextWindow ?? _profile.NumCtx;
        if (TooLong() is { } tooLong)
        {
            return tooLong;
        }

        if (CollectTools(_profile.MaxTools) is { } impossible)
        {
            return impossible;
        }

        LeaveOutToolsOfModelWithout();
        _words.Begin(_translation, stripNul: false, MaxToolName, _profile.Schemas.ToFilter());
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

    /// <inheritdoc/>
    protected override void Reset()
    {
        base.Reset();
        _images.Clear();
    }

    private void LoseCacheHint(Slice cacheControl)
    {
        if (!cacheControl.IsAbsent)
        {
            // The server caches by prefix, by itself (A13, A14).
            Lose(LossKind.CacheHint, LossEffect.Dropped, "cache_control");
        }
    }
}
