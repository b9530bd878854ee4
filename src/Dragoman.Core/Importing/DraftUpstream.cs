namespace Dragoman.Core.Importing;

/// <summary>An upstream while it is put together.</summary>
internal sealed record DraftUpstream(string Provider)
{
    public string? Endpoint { get; init; }

    public string? Dialect { get; init; }

    /// <summary>A reference, never a value.</summary>
    public string? ApiKey { get; init; }

    public string? Auth { get; init; }

    public string? Region { get; init; }

    public string? Project { get; init; }

    /// <summary>Milliseconds to the first byte.</summary>
    public long? FirstByte { get; init; }

    /// <summary>Headers in order, as one text each: <c>name: value</c> already quoted.</summary>
    public string Headers { get; init; } = "";
}
