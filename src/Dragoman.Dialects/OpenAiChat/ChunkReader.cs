using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// Reads one chunk of a stream, or one whole answer, into a sequencer. Members come in any order and any of them may be absent
/// or null (H-301, H-302); what is not named here is ignored (H-352).
/// </summary>
internal sealed partial class ChunkReader(OpenAiChatProfile profile, Translation translation, BlockSequencer sequencer, ReasoningDetails details) : IDisposable
{
    private readonly ByteWriter _scratch = new(256);
    private readonly ByteWriter _lastReasoning = new(256);
    private readonly ChunkTemplate _template = new();
    private readonly FoundPages _found = new();
    private Usage _usage;

    /// <summary>Reads one chunk. Returns what the upstream reports as failed.</summary>
    public Failure? Read(ReadOnlySpan<byte> data)
    {
        if (_template.TryMatch(data, out var piece))
        {
            Deliver(piece);
            return null;
        }

        _template.Begin();
        var failure = ReadAll(data, isWhole: false, out var obfuscation);
        if (failure is null)
        {
            _template.Learn(data, obfuscation);
        }

        return failure;
    }

    /// <summary>Reads a whole answer.</summary>
    public Failure? ReadWhole(ReadOnlySpan<byte> body)
    {
        var failure = ReadAll(body, isWhole: true, out _);
        if (failure is null)
        {
            // A whole answer is finished, whatever its reason is called.
            if (!sequencer.HasFinish)
            {
                sequencer.Finish(StopReason.None);
            }

            sequencer.End();
        }

        return failure;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scratch.Dispose();
        _lastReasoning.Dispose();
        _template.Dispose();
        _found.Dispose();
        details.Dispose();
    }

    private void Deliver(in TemplatePiece piece)
    {
        switch (piece.Kind)
        {
            case TemplateKind.Text:
                sequencer.Text(piece.Text);
                break;
            case TemplateKind.Reasoning:
                Reasoning(piece.Text);
                break;
            case TemplateKind.Arguments:
                sequencer.ToolFragment(piece.Index, default, default, piece.Text);
                break;
            default:
                break;
        }
    }

    private Failure? ReadAll(ReadOnlySpan<byte> data, bool isWhole, out Slice obfuscation)
    {
        var chunk = default(ChunkParts);
        var cursor = new JsonCursor(data);
        chunk.Read(ref cursor, data);
        obfuscation = chunk.Obfuscation;
        if (cursor.Failed)
        {
            return new Failure(FailureCause.Malformed, 502, "The upstream sent an event that is no JSON; send the request again.") { IsRetryable = true };
        }

        sequencer.Identify(data.Slice(chunk.Id.Start, chunk.Id.Length), data.Slice(chunk.Model.Start, chunk.Model.Length));
        var usage = !chunk.Usage.IsAbsent ? chunk.Usage : !chunk.Choice.Usage.IsAbsent ? chunk.Choice.Usage : chunk.HostUsage;
        if (!usage.IsAbsent)
        {
            _template.Spoil();
            _usage = UsageReader.Read(data, usage);
            sequencer.SetUsage(_usage);
        }

        var broken = ReadChoice(data, chunk.Choice, isWhole);
        if (_found.Any && sequencer.HasFinish)
        {
            // Where the host counts no searches, one was run if pages were found (H-183).
            sequencer.SetUsage(_usage with { WebSearches = Math.Max(1, _usage.WebSearches) });
            _found.Tell(sequencer, translation);
        }

        return chunk.Error.IsAbsent ? broken : ErrorReader.Read(0, data, retryAfter: null);
    }

    private Failure? ReadChoice(ReadOnlySpan<byte> data, in ChoiceParts choice, bool isWhole)
    {
        if (choice.HasDelta && !(isWhole && choice.HasMessage))
        {
            ReadMessage(data, choice.Delta, isWhole);
        }
        else
        {
            _template.Spoil();
        }

        // Some hosts put the whole message into the last chunk; what was streamed of it must not come twice (H-315).
        if (choice.HasMessage && (isWhole || !sequencer.HasInput))
        {
            _template.Spoil();
            ReadMessage(data, choice.Message, isWhole: true);
        }

        // An empty reason on each chunk is no reason (H-485); at the end of a whole answer any will do.
        return choice.Finish.IsEmpty ? null : Finish(data, choice.Finish, choice.Stop);
    }

    private Failure? Finish(ReadOnlySpan<byte> data, Slice finish, Slice stop)
    {
        _template.Spoil();
        var word = data.Slice(finish.Start, finish.Length);
        if (FinishReasons.IsFailure(word))
        {
            return new Failure(FailureCause.Upstream, 502, $"The upstream stopped with \"{JsonStrings.Decode(word)}\"; send the request again.")
            {
                IsRetryable = true,
                UpstreamCode = JsonStrings.Decode(word),
            };
        }

        var reason = FinishReasons.Map(word);
        if (reason == StopReason.EndTurn && !stop.IsEmpty && sequencer.IsStopSequence(data.Slice(stop.Start, stop.Length)))
        {
            // vLLM names the sequence that it met (H-232).
            sequencer.Finish(StopReason.StopSequence, data.Slice(stop.Start, stop.Length));
        }
        else
        {
            sequencer.Finish(reason);
        }

        return null;
    }
}
