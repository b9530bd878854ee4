namespace Dragoman.Dialects.Edits;

/// <summary>A call of a file tool and its result: indexes of their blocks.</summary>
internal readonly record struct FileStep(int Call, int Result);
