using System.Text.Json.Nodes;

namespace Dragoman.Commands.Admin;

/// <summary>Prints the answer that shows a secret.</summary>
internal static class Secrets
{
    /// <summary>The secret first, alone on its line, and the rest below.</summary>
    public static void Print(AdminVerb make, JsonNode node, string word)
    {
        var entry = node.AsObject();
        make.Host.Out.WriteLine($"{word}: {entry["secret"]}");
        make.Host.Out.WriteLine("It is shown this once and kept nowhere in the clear.");
        make.Host.Out.WriteLine();
        entry.Remove("secret");
        make.AsLines(entry);
    }
}
