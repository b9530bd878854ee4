using System.CommandLine;

namespace Dragoman.Commands;

/// <summary>A command with what its help says beyond the options.</summary>
internal sealed class Verb : Command
{
    public Verb(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>Lines to try.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>What the exit codes mean, where they say more than "0: done, 1: not done".</summary>
    public IReadOnlyList<string> ExitCodes { get; init; } = [];
}
