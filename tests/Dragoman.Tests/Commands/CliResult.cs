namespace Dragoman.Tests.Commands;

/// <summary>What a command left behind.</summary>
internal sealed record CliResult(int ExitCode, string Out, string Error);
