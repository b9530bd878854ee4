using System.Text;
using Dragoman.Commands;
using Dragoman.Tests.Architecture;

namespace Dragoman.Tests.Commands;

/// <summary>docs/cli.md is the program's own help. DRAGOMAN_ACCEPT=1 writes it anew.</summary>
public sealed class CliReferenceTests
{
    private const string Reference = "docs/cli.md";

    [Fact]
    public async Task The_reference_says_what_the_help_says()
    {
        var text = new StringBuilder("""
            # The command line

            This page is the program's own help, kept true by a test.

            `dragoman claude …` has no help of its own: everything behind the word is Claude Code's, `--help` included. It runs the
            `claude` of your `PATH` (or of `DRAGOMAN_CLAUDE`) against the gateway that runs on the data directory where `DRAGOMAN_KEY` is
            its key, else against one that it starts for itself on a free port; passes input, output, signals and the exit code through;
            and sets variables for that process only. What in your shell or settings would lead past the gateway is overruled for it.

            What administers (`keys`, `teams`, `budgets` and the like) speaks to the admin API of a running gateway: see
            [access.md](access.md).

            Every command ends with exit code 0 or 1 (`claude`: Claude Code's own). An error is one sentence on standard error that says
            what to do.

            """);
        foreach (var verb in Verbs())
        {
            var result = await new Cli().RunAsync([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
            text.Append($"\n## dragoman{(verb.Length > 0 ? $" {verb}" : string.Empty)}\n\n```text\n{Tidy(result.Out)}\n```\n");
        }

        var path = Path.Combine(Repository.Root, Reference);
        if (Environment.GetEnvironmentVariable("DRAGOMAN_ACCEPT") == "1")
        {
            await File.WriteAllTextAsync(path, text.ToString(), TestContext.Current.CancellationToken);
        }

        Repository.Read(Reference).ShouldBe(text.ToString(), "run this test once with DRAGOMAN_ACCEPT=1 and commit the file");
    }

    private static IEnumerable<string> Verbs()
    {
        yield return string.Empty;
        foreach (var verb in CommandLine.Build(new Cli().Host()).Subcommands.OfType<Verb>().Where(verb => verb.Name != "claude"))
        {
            yield return verb.Name;
            foreach (var below in verb.Subcommands)
            {
                yield return $"{verb.Name} {below.Name}";
            }
        }
    }

    private static string Tidy(string help) => string.Join('\n', help.ReplaceLineEndings("\n").Trim().Split('\n').Select(line => line.TrimEnd()));
}
