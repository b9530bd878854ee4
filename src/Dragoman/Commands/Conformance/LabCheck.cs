namespace Dragoman.Commands.Conformance;

/// <summary>One check of the suite.</summary>
/// <param name="Name">Its name in reports and records.</param>
/// <param name="InputTokens">About how many tokens its requests have, all together.</param>
/// <param name="OutputTokens">About how many tokens its answers have, all together, thinking included.</param>
/// <param name="RunAsync">Makes it.</param>
internal sealed record LabCheck(string Name, int InputTokens, int OutputTokens, Func<Lab, CancellationToken, Task<CheckResult>> RunAsync);
