using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>The entries of <see cref="PartState"/> that an answer has gathered for its next thinking block.</summary>
internal sealed class CallState(int generation) : IDisposable
{
    private readonly ByteWriter _entries = new(256);

    /// <summary>The sequencer that writes them into the signature of a block.</summary>
    public static BlockSequencer Sequencer(Translation translation, GeminiProfile profile, IStreamSink sink, CallState state)
    {
        var plan = ThinkingPlan.For(translation, profile);
        var options = new SequencerOptions { RepairArguments = profile.RepairArguments, VisibleLimit = plan.VisibleLimit };
        return new BlockSequencer(translation, sink, options, state.WriteAndForget);
    }

    /// <summary>Adds an entry.</summary>
    public void Add(byte kind, ReadOnlySpan<byte> value) => PartState.Write(kind, value, _entries);

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();

    private void WriteAndForget(ByteWriter output)
    {
        output.Write((byte)('0' + Math.Clamp(generation, 0, 9)));
        output.Write(_entries.Written);
        _entries.Reset();
    }
}
