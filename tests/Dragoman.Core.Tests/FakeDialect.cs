using Dragoman.Dialects;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Core.Tests;

/// <summary>A dialect that only has a name: what is decided here never reads or writes.</summary>
internal sealed class FakeDialect(string name) : IDialect
{
    public string Name => name;

    public static IDialect? Find(string name) => Routing.DialectNames.All.Contains(name) ? new FakeDialect(name) : null;

    public Failure? ReadRequest(ConversationRequest request) => throw new NotSupportedException();

    public IStreamSink CreateStreamWriter(Translation translation, ByteWriter output) => throw new NotSupportedException();

    public IStreamSink CreateAnswerWriter(Translation translation, ByteWriter output) => throw new NotSupportedException();

    public void WriteError(Failure failure, string requestId, ByteWriter output) => throw new NotSupportedException();

    public Failure? WriteRequest(Translation translation, ByteWriter output) => throw new NotSupportedException();

    public AnswerReader CreateStreamReader(Translation translation, IStreamSink sink) => throw new NotSupportedException();

    public Failure? ReadAnswer(ReadOnlySpan<byte> body, Translation translation, IStreamSink sink) => throw new NotSupportedException();

    public Failure ReadError(int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter) => throw new NotSupportedException();
}
