namespace Dragoman.Core.Configuration;

/// <summary>One thing that is wrong in a configuration, or worth a warning, with its place and the fix.</summary>
/// <param name="File">The file as the caller named it.</param>
/// <param name="Line">1-based line.</param>
/// <param name="Column">1-based column.</param>
/// <param name="Path">The member, e.g. <c>routes[1].upstream.model</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Fix">What to do.</param>
public sealed record ConfigError(string File, int Line, int Column, string Path, string Message, string Fix)
{
    /// <summary>One line: <c>dragoman.yaml:12:7 routes[1].upstream.modle: unknown member; did you mean "model"?</c></summary>
    public override string ToString() =>
        $"{File}:{Line}:{Column} {(Path.Length > 0 ? Path + ": " : string.Empty)}{Message}{(Fix.Length > 0 ? "; " + Fix : string.Empty)}";
}
