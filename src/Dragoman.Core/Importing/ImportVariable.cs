namespace Dragoman.Core.Importing;

/// <summary>An environment variable that the written configuration reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">The line that it stands for, 1-based.</param>
/// <param name="WasInTheClear">True where the file held the value itself; it is in no output.</param>
public sealed record ImportVariable(string Name, int Line, bool WasInTheClear);
