using System.Text.Json;

namespace Dragoman.Core.Tests.Routing;

/// <summary>One turn of a replayed session: what went in, what came out, and how long after the one before.</summary>
/// <param name="Input">Input tokens, the whole prefix.</param>
/// <param name="Output">Output tokens.</param>
/// <param name="Calls">Tool calls of the answer before.</param>
/// <param name="IsPrompt">The user has said something new.</param>
/// <param name="GapMs">Milliseconds since the turn before.</param>
internal sealed record ReplayedTurn(long Input, long Output, int Calls, bool IsPrompt, long GapMs);

/// <summary>Sessions put together of recorded conversations: their own sizes, tool loops and prompts, in other orders and with other pauses.</summary>
internal static class ReplayedSession
{
    // Claude Code's system prompt and tools, which the recordings have placeholders for.
    private const long Head = 13_000;
    private const int CharactersPerToken = 4;

    public static List<List<ReplayedTurn>> Make(string folder, int count, int seed)
    {
        var pieces = Directory.EnumerateFiles(folder, "*.request.json").Where(file => !file.Contains("swe-agent", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).SelectMany(Pieces).ToList();
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Session(pieces, random))];
    }

    // A piece is a prompt with all that follows it up to the next one.
    private static IEnumerable<List<(bool IsAssistant, long Tokens, int Calls)>> Pieces(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        List<(bool, long, int)>? piece = null;
        var pieces = new List<List<(bool, long, int)>>();
        foreach (var message in document.RootElement.GetProperty("messages").EnumerateArray())
        {
            var content = message.GetProperty("content");
            var blocks = content.ValueKind == JsonValueKind.Array ? content.EnumerateArray().Select(block => block.GetProperty("type").GetString()).ToList() : ["text"];
            var isAssistant = message.GetProperty("role").GetString() == "assistant";
            if (!isAssistant && blocks is not ["tool_result", ..])
            {
                pieces.Add(piece = []);
            }

            piece?.Add((isAssistant, Math.Max(1, content.GetRawText().Length / CharactersPerToken), blocks.Count(type => type == "tool_use")));
        }

        return pieces.Where(made => made.Exists(message => message.Item1));
    }

    private static List<ReplayedTurn> Session(List<List<(bool IsAssistant, long Tokens, int Calls)>> pieces, Random random)
    {
        var turns = new List<ReplayedTurn>();
        var (prefix, calls, wanted) = (Head, 0, random.Next(15, 120));
        while (turns.Count < wanted)
        {
            var isPrompt = true;
            foreach (var message in pieces[random.Next(pieces.Count)])
            {
                if (message.IsAssistant)
                {
                    turns.Add(new ReplayedTurn(prefix, message.Tokens, calls, isPrompt, isPrompt ? random.Next(20_000, 900_000) : random.Next(3000, 30_000)));
                    (isPrompt, calls) = (false, message.Calls);
                }

                prefix += message.Tokens;
            }
        }

        return turns;
    }
}
