using Dragoman.Core.Configuration;

namespace Dragoman.Commands;

/// <summary><c>dragoman schema</c>: the JSON Schema of the configuration, for editors.</summary>
internal static class SchemaCommand
{
    /// <summary>The verb.</summary>
    public static Verb Create(CommandHost host)
    {
        var verb = new Verb("schema", "Print the JSON Schema of the configuration, for editors.")
        {
            Examples = ["dragoman schema > dragoman.schema.json"],
        };
        verb.SetAction(_ => host.Out.WriteLine(ConfigSchema.Generate().TrimEnd()));
        return verb;
    }
}
