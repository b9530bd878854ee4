using System.Text;
using Dragoman.Core.Configuration;
using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Importing;

/// <summary>Makes a Dragoman configuration of another gateway's (A16, G12). Pure: the text comes from the caller.</summary>
public static class ConfigImport
{
    /// <summary>Imports.</summary>
    /// <param name="format">Whose configuration it is.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="fileName">Its name, for messages.</param>
    public static ImportResult Run(ImportFormat format, string text, string fileName)
    {
        ArgumentNullException.ThrowIfNull(text);
        var context = new BindContext(fileName, new EnvironmentSecretSource(new Dictionary<string, string>()), text);
        if (Encoding.UTF8.GetByteCount(text) > ConfigLoader.MaxBytes)
        {
            context.Error(new Spot(1, 1, ""), $"the file is larger than {ConfigLoader.MaxBytes} bytes", "make it smaller");
            return Failed(context);
        }

        var root = format == ImportFormat.LiteLlm ? YamlReader.Read(text, context) : LooseJson.Read(text, context);
        if (root is not { Kind: NodeKind.Mapping })
        {
            if (root is not null)
            {
                context.Error(root, "", $"expected the members of a configuration, found {root.Kind switch { NodeKind.Sequence => "a list", NodeKind.Null => "nothing", _ => "a single value" }}", "name the configuration file itself");
            }

            return Failed(context);
        }

        var draft = new ImportDraft(fileName);
        draft.Secrets.Survey(root);
        var source = new SourceMap(root, "", draft.Notes);
        switch (format)
        {
            case ImportFormat.LiteLlm:
                LiteLlmImport.Read(source, draft);
                break;
            case ImportFormat.ClaudeCodeRouter:
                CodeRouterImport.Read(source, draft);
                break;
            default:
                PortkeyImport.Read(source, draft);
                break;
        }

        return Finish(draft, context);
    }

    private static ImportResult Finish(ImportDraft draft, BindContext context)
    {
        var notes = draft.Notes.All;
        if (draft.Upstreams.All.Count == 0)
        {
            context.Error(new Spot(1, 1, ""), "nothing in it can be carried over", notes.Count > 0 ? "the notes say why" : "name a file with models in it");
            return new ImportResult(null, context.Errors, notes, []);
        }

        var yaml = DraftWriter.Write(draft);
        // Every way a secret could take into the file is closed where values are read; this is the lock behind the door.
        if (draft.Secrets.Leaks(yaml))
        {
            context.Error(new Spot(1, 1, ""), "a secret of the file would have been written into the configuration", "replace it in the file by a reference first, and report this");
            return new ImportResult(null, context.Errors, [], []);
        }

        return new ImportResult(yaml, [], [.. notes.Where(note => !draft.Secrets.Leaks(note.ToString()))], draft.Secrets.Variables);
    }

    private static ImportResult Failed(BindContext context) => new(null, context.Errors, [], []);
}
