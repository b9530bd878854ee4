namespace Dragoman.Dialects.EventStream;

/// <summary>
/// One frame whose checksums and headers were found right. Spans are valid until the reader is fed again. The text headers that
/// AWS services send are at hand by name; absent ones are empty.
/// </summary>
public readonly ref struct EventStreamFrame
{
    private readonly ReadOnlySpan<byte> _headers;

    internal EventStreamFrame(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> payload)
    {
        _headers = headers;
        Payload = payload;
        foreach (var header in new EventStreamHeaders(headers))
        {
            if (header.Type != EventStreamHeaderType.String || header.Name[0] != ':')
            {
                continue;
            }

            switch (header.Name)
            {
                case var name when name.SequenceEqual(":message-type"u8):
                    MessageType = header.Value;
                    break;
                case var name when name.SequenceEqual(":event-type"u8):
                    EventType = header.Value;
                    break;
                case var name when name.SequenceEqual(":exception-type"u8):
                    ExceptionType = header.Value;
                    break;
                case var name when name.SequenceEqual(":content-type"u8):
                    ContentType = header.Value;
                    break;
                case var name when name.SequenceEqual(":error-code"u8):
                    ErrorCode = header.Value;
                    break;
                case var name when name.SequenceEqual(":error-message"u8):
                    ErrorMessage = header.Value;
                    break;
            }
        }
    }

    /// <summary><c>event</c>; <c>exception</c>, a failure that the service's model knows; or <c>error</c>, one that it does not.</summary>
    public ReadOnlySpan<byte> MessageType { get; }

    /// <summary>Which event it is, e.g. <c>contentBlockDelta</c> or <c>chunk</c>.</summary>
    public ReadOnlySpan<byte> EventType { get; }

    /// <summary>Which exception it is, e.g. <c>throttlingException</c>; the payload says more.</summary>
    public ReadOnlySpan<byte> ExceptionType { get; }

    /// <summary>The type of the payload, e.g. <c>application/json</c>.</summary>
    public ReadOnlySpan<byte> ContentType { get; }

    /// <summary>The code of a failure that the service's model does not know.</summary>
    public ReadOnlySpan<byte> ErrorCode { get; }

    /// <summary>The text of a failure that the service's model does not know.</summary>
    public ReadOnlySpan<byte> ErrorMessage { get; }

    /// <summary>What the frame carries.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>All headers, in their order.</summary>
    public EventStreamHeaders Headers => new(_headers);

    /// <summary>True where the frame tells a failure, of either kind.</summary>
    public bool IsFailure => MessageType.SequenceEqual("exception"u8) || MessageType.SequenceEqual("error"u8);
}
