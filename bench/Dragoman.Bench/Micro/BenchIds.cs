using Dragoman.Dialects.Conversation;

namespace Dragoman.Bench.Micro;

/// <summary>Ids that cost nothing: what they cost in the gateway is measured with the bookkeeping.</summary>
internal sealed class BenchIds : IIdSource
{
    public void Fill(Span<byte> target) => target.Fill((byte)'a');
}
