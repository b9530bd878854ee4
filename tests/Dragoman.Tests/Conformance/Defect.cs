namespace Dragoman.Tests.Conformance;

/// <summary>What a simulated model or its host does wrong.</summary>
public enum Defect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Of several calls only the first arrives.</summary>
    DroppedParallelCalls,

    /// <summary>All arguments are empty.</summary>
    EmptyArguments,

    /// <summary>Characters beyond ASCII are lost in arguments.</summary>
    MangledArguments,

    /// <summary>A call without arguments is not made.</summary>
    NoEmptyCalls,

    /// <summary>Results are not read.</summary>
    IgnoresResults,

    /// <summary>A result's failure is not read.</summary>
    IgnoresErrors,

    /// <summary>Thinking comes without its signature.</summary>
    LostSignature,

    /// <summary>Images are not seen.</summary>
    NoVision,

    /// <summary>Documents are not read.</summary>
    NoDocuments,

    /// <summary>The system prompt is not read.</summary>
    IgnoresSystem,

    /// <summary>The schema of an answer is not followed.</summary>
    IgnoresSchema,

    /// <summary>The stream is one piece.</summary>
    HeldBackStream,

    /// <summary>Stop sequences are not met.</summary>
    IgnoresStopSequences,

    /// <summary>The bound on tokens is not kept.</summary>
    IgnoresMaxTokens,

    /// <summary>A forced tool is not called.</summary>
    IgnoresChoice,

    /// <summary>A prompt beyond the window is cut in silence.</summary>
    CutsPrompts,

    /// <summary>Streams end in the middle.</summary>
    TruncatedStreams,

    /// <summary>Tools are spoken of but never called.</summary>
    NoTools,
}
