namespace Dragoman.Commands.Init;

/// <summary>A configuration to begin with.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Description">What it is for, in a line.</param>
/// <param name="Yaml">The configuration; loadable as it is once the variables that it names are set.</param>
/// <param name="Variables">The environment variables that it needs.</param>
internal sealed record Preset(string Name, string Description, string Yaml, params string[] Variables);
