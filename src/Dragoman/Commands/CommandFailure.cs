namespace Dragoman.Commands;

/// <summary>Ends a command with exit code 1.</summary>
/// <param name="message">One sentence that says what to do.</param>
internal sealed class CommandFailure(string message) : Exception(message);
