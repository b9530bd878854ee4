using System.Text.RegularExpressions;
using Dragoman.Commands;
using Dragoman.Commands.Claude;
using Dragoman.Tests.Architecture;

namespace Dragoman.Tests.Commands;

/// <summary>What the documents tell people to type works, and what they point to exists.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Documents { get; } =
        [.. Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_command_of_the_program_is_one_that_it_takes(string document)
    {
        foreach (var command in Commands(Repository.Read(document)))
        {
            string[] arguments = [.. Words(command)];
            if (!ClaudeCommand.Matches(arguments, out _, out _) && arguments is not ([] or ["claude", ..]))
            {
                CommandLine.Build(new Cli().Host()).Parse(arguments).Errors.ShouldBeEmpty($"{document}: {command}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_to_a_file_leads_to_one(string document)
    {
        var directory = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        foreach (Match link in Links().Matches(Repository.Read(document)))
        {
            var target = link.Groups["target"].Value;
            if (!target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            {
                var path = Path.Combine(directory, target.Split('#')[0]);
                (File.Exists(path) || Directory.Exists(path)).ShouldBeTrue($"{document}: {target}");
            }
        }
    }

    [Fact]
    public async Task The_configuration_of_the_README_is_in_order()
    {
        using var directory = new TestDirectory();
        directory.Write("dragoman.yaml", Blocks(Repository.Read("README.md"), "yaml").ShouldHaveSingleItem());
        var cli = new Cli(directory.Root) { Environment = { ["OPENAI_API_KEY"] = "k", ["ANTHROPIC_API_KEY"] = "k" } };
        var result = await cli.RunAsync("check", "dragoman.yaml");
        result.Error.ShouldBeEmpty();
        result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void The_README_shows_both_commands()
    {
        string[] shown = [.. Blocks(Repository.Read("README.md"), "sh").Select(block => block.Trim())];
        shown.ShouldContain("./dragoman");
        shown.ShouldContain("./test");
    }

    private static IEnumerable<string> Blocks(string markdown, string language) =>
        Fences().Matches(markdown).Where(fence => fence.Groups["language"].Value == language).Select(fence => fence.Groups["content"].Value);

    private static IEnumerable<string> Commands(string markdown)
    {
        var lines = Blocks(markdown, "sh").SelectMany(block => block.Split('\n'))
            .Concat(Fences().Replace(markdown, string.Empty).Split('`').Where((_, index) => index % 2 == 1));
        return lines.Select(line => Calls().Match(line.Trim())).Where(match => match.Success).Select(match => match.Groups["arguments"].Value);
    }

    // The words up to a comment, a redirection or an ellipsis.
    private static IEnumerable<string> Words(string arguments) => arguments
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .TakeWhile(word => word[0] is not ('#' or '>' or '|' or '…'))
        .Select(word => word.Trim('"'));

    [GeneratedRegex("^(?:[A-Z_]+=\\S+ )*(?:\\./)?dragoman(?<arguments>(?: .*)?)$", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Calls();

    [GeneratedRegex("^```(?<language>\\w*)\\n(?<content>.*?)^```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 5000)]
    private static partial Regex Fences();

    [GeneratedRegex("\\]\\((?<target>[^)\\s]+)\\)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Links();
}
