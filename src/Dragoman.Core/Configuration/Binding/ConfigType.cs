using System.Text.Json.Nodes;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>
/// The type of a value in the configuration: it reads one, and describes itself for editors. Loader and schema come from the
/// same descriptions, so they cannot disagree.
/// </summary>
internal abstract class ConfigType
{
    /// <summary>Reads a value. Null where it is wrong, and then an error was noted.</summary>
    public abstract object? Bind(ConfigNode node, string path, BindContext context);

    /// <summary>The JSON Schema of such a value. Object types go into <paramref name="definitions"/> and are referred to.</summary>
    public abstract JsonObject Schema(JsonObject definitions);
}
