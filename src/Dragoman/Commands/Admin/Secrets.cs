using System.Text.Json.Nodes;
using Dragoman.DataPlane.Admission;

namespace Dragoman.Commands.Admin;

/// <summary>Prints the answer that shows a secret.</summary>
internal static class Secrets
{
    /// <summary>What a virtual key is called.</summary>
    public const string Key = "key";

    /// <summary>The secret first, alone on its line, and the rest below.</summary>
    public static void Print(AdminVerb make, JsonNode node, string word)
    {
        var entry = node.AsObject();
        make.Host.Out.WriteLine($"{word}: {entry["secret"]}");
        make.Host.Out.WriteLine("It is shown this once and kept nowhere in the clear.");
        if (word == Key)
        {
            make.Host.Out.WriteLine($"For Claude Code, which then shows how much of a budget is used: ANTHROPIC_AUTH_TOKEN={ClaudeToken.Of((string)entry["secret"]!)}");
        }

        make.Host.Out.WriteLine();
        entry.Remove("secret");
        make.AsLines(entry);
    }
}
