namespace Dragoman.Core.Importing;

/// <summary>Something that was not carried over, or not as it was. Never holds a value that may be a secret.</summary>
/// <param name="File">The file as the caller named it.</param>
/// <param name="Line">1-based line.</param>
/// <param name="Member">The member's path in the file.</param>
/// <param name="Text">Why, and what to do where something can be done.</param>
public sealed record ImportNote(string File, int Line, string Member, string Text)
{
    /// <summary>One line: <c>config.yaml:12 router_settings.redis_host: state is kept …</c></summary>
    public override string ToString() => $"{File}:{Line} {Member}: {Text}";
}
