using System.Text.RegularExpressions;

namespace Dragoman.Tests.Architecture;

/// <summary>What holds for every file of the repository.</summary>
public sealed partial class FileRuleTests
{
    private const int MaxLines = 400;

    /// <summary>Files that may be longer, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongerFiles = new(StringComparer.Ordinal)
    {
        ["src/Dragoman.Dialects/Json/JsonCursor.cs"] = "one scanner of JSON; every reader of the hot path walks with it",
    };

    /// <summary>Files that hold a family of small types under one name, each with its reason.</summary>
    private static readonly Dictionary<string, string> Families = new(StringComparer.Ordinal)
    {
        ["src/Dragoman.Core/Rules/RuleNodes.cs"] = "the nodes of one expression tree, a few lines each",
    };

    private static readonly string[] TextFiles =
        [".cs", ".csproj", ".props", ".slnx", ".md", ".sh", ".json", ".yaml", ".yml", ".sql", ".txt", ".ts", ".tsx", ".editorconfig", ".gitignore", ""];

    [Fact]
    public void Source_files_are_short_or_say_why_not()
    {
        var tooLong = Sources().Where(file => Lines(file) > MaxLines && !LongerFiles.ContainsKey(file));
        tooLong.ShouldBeEmpty($"split them, or name them in {nameof(LongerFiles)} with the reason");
        LongerFiles.Keys.Where(file => !Repository.Files.Contains(file)).ShouldBeEmpty("these are gone, and so is their exception");
    }

    [Fact]
    public void No_file_names_a_machine_a_registry_or_unfinished_work()
    {
        var found = Repository.Files
            .Where(file => TextFiles.Contains(Path.GetExtension(file)) && !file.EndsWith("FileRuleTests.cs", StringComparison.Ordinal))
            .SelectMany(file => Banned().Matches(Repository.Read(file)).Select(match => $"{file}: {match.Value}"));
        found.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("see /wo" + "rk/main/src")]
    [InlineData("cd /home/" + "someone/dragoman")]
    [InlineData("// TO" + "DO: later")]
    [InlineData("// FIX" + "ME")]
    [InlineData("\"resolved\": \"https://registry." + "example.com/a.tgz\"")]
    [InlineData("#regi" + "on Helpers")]
    public void The_search_finds_what_it_looks_for(string line) => Banned().IsMatch(line).ShouldBeTrue();

    [Fact]
    public void The_pure_rooms_do_no_input_or_output()
    {
        var found = Sources()
            .Where(file => file.StartsWith("src/Dragoman.Dialects/", StringComparison.Ordinal) || file.StartsWith("src/Dragoman.Core/", StringComparison.Ordinal))
            .SelectMany(file => Effects().Matches(Repository.Read(file)).Select(match => $"{file}: {match.Value}"));
        found.ShouldBeEmpty();
    }

    [Fact]
    public void A_type_stands_in_the_file_of_its_name()
    {
        var misplaced = Sources()
            .Where(file => !file.EndsWith("Program.cs", StringComparison.Ordinal) && !file.EndsWith("GlobalUsings.cs", StringComparison.Ordinal) && !Families.ContainsKey(file))
            .Where(file => !Regex.IsMatch(
                Repository.Read(file),
                $@"\b(class|struct|record|interface|enum|delegate\s+\S+)\s+{Regex.Escape(Path.GetFileNameWithoutExtension(file).Split('.')[0])}\b",
                RegexOptions.None,
                TimeSpan.FromSeconds(5)));
        misplaced.ShouldBeEmpty();
    }

    private static IEnumerable<string> Sources() =>
        Repository.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal));

    private static int Lines(string file) => Repository.Read(file).AsSpan().Count('\n');

    [GeneratedRegex("""
        (?<!\w)/wor[k]/|(?<!\w)/home/[a-z]|(?<!\w)/Users/[a-z]|\bTOD[O]\b|\bFIXM[E]\b|"resolved":\s*"https?:|^\s*#region
        """, RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Banned();

    // System.Net itself holds addresses and networks, which are values; what reaches out lies below it, but for Dns.
    [GeneratedRegex(@"\b(File|Directory|Console|Process|HttpClient|Socket|Thread|Dns)\.[A-Z]\w+\(|\busing System\.Net\.\w+(\.\w+)*;|Environment\.GetEnvironment|Task\.Run\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Effects();
}
