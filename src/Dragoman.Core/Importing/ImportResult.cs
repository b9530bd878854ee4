using Dragoman.Core.Configuration;

namespace Dragoman.Core.Importing;

/// <summary>What became of an import.</summary>
/// <param name="Yaml">The configuration; null where the file could not be read or holds nothing that can be carried over.</param>
/// <param name="Errors">Why there is none.</param>
/// <param name="Notes">What was not carried over, in order of the file.</param>
/// <param name="Variables">What must be set in the environment.</param>
public sealed record ImportResult(
    string? Yaml, IReadOnlyList<ConfigError> Errors, IReadOnlyList<ImportNote> Notes, IReadOnlyList<ImportVariable> Variables);
