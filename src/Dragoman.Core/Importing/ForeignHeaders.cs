using System.Text;
using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Importing;

/// <summary>Headers of other gateways: values that may be secrets become references.</summary>
internal static class ForeignHeaders
{
    /// <summary>The lines under <c>headers</c>; empty for none.</summary>
    public static string Read(SourceMap? headers, ImportDraft draft, string owner)
    {
        var lines = new StringBuilder();
        foreach (var (name, value) in headers?.Members() ?? [])
        {
            if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || value.Kind != NodeKind.Scalar)
            {
                draft.Notes.Add(value.Line, headers!.PathOf(name), "is no header that can be sent and was left out");
                continue;
            }

            // A credential has no words in it; what has none and is long may be one whatever the header is called.
            var isSecret = ImportSecrets.NamesSecret(name.Replace('-', '_')) || ImportSecrets.VariableOf(value.Text) is not null
                || (value.Text.Length >= 20 && !value.Text.Contains(' ', StringComparison.Ordinal) && !value.Text.Contains("://", StringComparison.Ordinal));
            var text = isSecret ? draft.Secrets.Reference(value, headers!.PathOf(name), $"{owner}_{name}") : value.Text;
            if (text is not null)
            {
                lines.Append("      ").Append(DraftWriter.Quote(name)).Append(": ").Append(DraftWriter.Quote(text)).Append('\n');
            }
        }

        return lines.ToString();
    }
}
