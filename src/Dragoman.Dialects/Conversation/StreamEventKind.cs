namespace Dragoman.Dialects.Conversation;

/// <summary>The events of an answer, in the grammar of the Messages API:
/// <c>MessageStart (BlockStart Delta* BlockStop)* Finish End</c>, pings anywhere behind the start, an error as the last one.</summary>
public enum StreamEventKind : byte
{
    /// <summary>The answer begins. <see cref="StreamEvent.Id"/>, <see cref="StreamEvent.Name"/> (the upstream's model), <see cref="StreamEvent.Usage"/>.</summary>
    MessageStart,

    /// <summary>A block begins: <see cref="StreamEvent.Index"/>, <see cref="StreamEvent.Block"/>, and id and name for tool calls.</summary>
    BlockStart,

    /// <summary>A piece of the open block: <see cref="StreamEvent.Delta"/>, <see cref="StreamEvent.Text"/>.</summary>
    Delta,

    /// <summary>The open block is complete.</summary>
    BlockStop,

    /// <summary>Stop reason and final usage.</summary>
    Finish,

    /// <summary>The answer is complete.</summary>
    End,

    /// <summary>A sign of life.</summary>
    Ping,

    /// <summary>The answer broke off: <see cref="StreamEvent.Failure"/>.</summary>
    Error,

    /// <summary>An event of a type that is not known; <see cref="StreamEvent.Raw"/> holds it.</summary>
    Unknown,
}
