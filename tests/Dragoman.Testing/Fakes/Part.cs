namespace Dragoman.Testing;

/// <summary>One thing that a scripted answer says, in order.</summary>
public abstract record Part;

/// <summary>Visible text; each piece becomes one delta.</summary>
public sealed record TextPart(IReadOnlyList<string> Pieces) : Part;

/// <summary>Reasoning; each piece becomes one delta.</summary>
public sealed record ThinkingPart(IReadOnlyList<string> Pieces) : Part;

/// <summary>A call of a tool. A null <paramref name="Id"/> lets the fake mint one in its provider's style.</summary>
public sealed record CallPart(string Name, string Arguments, string? Id) : Part;

/// <summary>Holds the answer back until the task ends: how a test decides when the next delta leaves.</summary>
public sealed record WaitPart(Task Until) : Part;

/// <summary>One SSE frame written as given; for shapes that the builder does not know.</summary>
public sealed record FramePart(string Frame) : Part;

/// <summary>A search that the provider runs itself; only for fakes of providers that do.</summary>
public sealed record SearchPart(string Query, IReadOnlyList<string> Urls) : Part;
