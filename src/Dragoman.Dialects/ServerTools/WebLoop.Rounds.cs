using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.ServerTools;

/// <summary>Where one round ends and the next one begins.</summary>
public sealed partial class WebLoop
{
    // Far above what any model needs; a host that ignores every bound ends here (H-185).
    private const int MaxRounds = 40;

    private int _rounds;

    /// <summary>
    /// Takes what became of the calls of this round, in their order, shows the client the results and ends the round. The answer is
    /// over afterwards where the model called tools of the client's as well, or was cut off.
    /// </summary>
    /// <param name="outcomes">One for each of <see cref="Calls"/>.</param>
    public void Settle(IReadOnlyList<WebOutcome> outcomes)
    {
        var results = new List<LoopBlock>(_calls.Count);
        for (var i = 0; i < _calls.Count; i++)
        {
            var (call, outcome) = (_calls[i], outcomes[i]);
            Searches += call.Tool.Kind == WebToolKind.Search && outcome.ErrorCode is null ? 1 : 0;
            Fetches += call.Tool.Kind == WebToolKind.Fetch && outcome.ErrorCode is null ? 1 : 0;
            IsExhausted |= outcome.ErrorCode == "max_uses_exceeded";
            _citations.Add(outcome.Hits);
            RaiseResult(call, outcome);
            _scratch.Reset();
            _scratch.WriteContent(WebResultText.Of(call, outcome));
            results.Add(new LoopBlock(BlockKind.ToolResult, _scratch.Written.ToArray())
            {
                Id = call.UpstreamId,
                Pdf = PdfOf(outcome),
                IsError = outcome.ErrorCode is not null,
            });
        }

        _calls.Clear();
        IsExhausted |= ++_rounds >= MaxRounds - 1;
        if (_held.Count > 0 || _stop is not (StopReason.ToolUse or StopReason.EndTurn) || _rounds >= MaxRounds)
        {
            // Out of rounds is the end of the turn: nobody would resume a pause (H-185).
            End(_held.Count > 0 ? StopReason.ToolUse : _stop == StopReason.ToolUse ? StopReason.EndTurn : _stop, default);
            return;
        }

        CountSoFar();
        _transcript.Add(Role.Assistant, [.. _said]);
        _transcript.Add(Role.User, results);
        _said.Clear();
    }

    /// <summary>True where the round's calls are not to be run: the model was cut off in the middle of it.</summary>
    public bool IsCut => _stop is not (StopReason.ToolUse or StopReason.EndTurn);

    private byte[] PdfOf(WebOutcome outcome)
    {
        if (outcome.Page?.Pdf is not { } pdf)
        {
            return [];
        }

        _scratch.Reset();
        WebResultBlock.WriteBase64(pdf, _scratch);
        return _scratch.Written.ToArray();
    }

    private void RaiseResult(WebCall call, WebOutcome outcome)
    {
        _scratch.Reset();
        WebResultBlock.Write(call, outcome, _scratch);
        Forward(new StreamEvent { Kind = StreamEventKind.BlockStart, Block = BlockKind.ServerToolResult, Raw = _scratch.Written });
        Close(BlockKind.ServerToolResult);
    }

    private void Finish(in StreamEvent finish)
    {
        _stop = finish.Stop;
        _round = finish.Usage;
        _usage = Sum(_usage, _round, isFirst: _rounds == 0);
        if (_calls.Count == 0)
        {
            End(finish.Stop, in finish);
            return;
        }

        CountSoFar();
    }

    // A start behind the first one only tells counts: for a turn that is cut off later.
    private void CountSoFar() => _client.On(new StreamEvent
    {
        Kind = StreamEventKind.MessageStart,
        Usage = _usage with { WebSearches = _usage.WebSearches + Searches, WebFetches = _usage.WebFetches + Fetches },
    });

    private void End(StopReason stop, in StreamEvent finish)
    {
        foreach (var call in _held)
        {
            Release(call);
        }

        _held.Clear();
        IsOver = true;
        _client.On(new StreamEvent
        {
            Kind = StreamEventKind.Finish,
            Stop = stop,
            StopSequence = finish.StopSequence,
            Explanation = finish.Explanation,
            Usage = _usage with { WebSearches = _usage.WebSearches + Searches, WebFetches = _usage.WebFetches + Fetches },
        });
        _client.On(new StreamEvent { Kind = StreamEventKind.End });
    }

    private void Release(HeldCall call)
    {
        using (call)
        {
            Forward(new StreamEvent
            {
                Kind = StreamEventKind.BlockStart,
                Block = BlockKind.ToolUse,
                Id = call.Id,
                Name = call.Name,
                Raw = call.Raw,
            });
            if (call.Input.Length > 0)
            {
                Forward(new StreamEvent
                {
                    Kind = StreamEventKind.Delta,
                    Block = BlockKind.ToolUse,
                    Delta = DeltaKind.InputJson,
                    Text = call.Input.Written,
                });
            }

            Close(BlockKind.ToolUse);
        }
    }

    // What is billed is what went in and out in all rounds.
    private static Usage Sum(in Usage sum, in Usage round, bool isFirst) => new()
    {
        IsReported = round.IsReported && (isFirst || sum.IsReported),
        InputTokens = sum.InputTokens + round.InputTokens,
        CacheReadTokens = sum.CacheReadTokens + round.CacheReadTokens,
        CacheWriteTokens = sum.CacheWriteTokens + round.CacheWriteTokens,
        CacheWrite1hTokens = sum.CacheWrite1hTokens + round.CacheWrite1hTokens,
        OutputTokens = sum.OutputTokens + round.OutputTokens,
        ThinkingTokens = sum.ThinkingTokens + round.ThinkingTokens,
        WebSearches = sum.WebSearches + round.WebSearches,
        WebFetches = sum.WebFetches + round.WebFetches,
    };
}
