namespace Dragoman.Tests.Architecture;

/// <summary>
/// Dependencies point down only: Dragoman → {Loop, Mcp, Upstreams, Store} → Core → Dialects. Benchmarks stand above all of
/// them, and tests above those, as they hold what is measured to its budgets.
/// </summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, int> Floors = new(StringComparer.Ordinal)
    {
        ["Dragoman.Dialects"] = 0,
        ["Dragoman.Core"] = 1,
        ["Dragoman.Upstreams"] = 2,
        ["Dragoman.Store"] = 2,
        ["Dragoman.Loop"] = 2,
        ["Dragoman.Mcp"] = 2,
        ["Dragoman"] = 3,
        ["Dragoman.Testing"] = 4,
        ["Dragoman.Bench"] = 5,
    };

    private const int Tests = 6;

    [Fact]
    public void Every_project_reference_points_down() =>
        Project.All.SelectMany(project => WrongArrows(project.Path, project.Name, project.Projects)).ShouldBeEmpty();

    [Theory]
    [InlineData("Dragoman.Dialects", "Dragoman.Core")]
    [InlineData("Dragoman.Core", "Dragoman.Store")]
    [InlineData("Dragoman.Store", "Dragoman.Upstreams")]
    [InlineData("Dragoman.Upstreams", "Dragoman")]
    [InlineData("Dragoman", "Dragoman.Testing")]
    [InlineData("Dragoman.Core", "Dragoman.Core.Tests")]
    public void An_arrow_that_points_up_or_sideways_is_reported(string from, string to) =>
        WrongArrows($"src/{from}/{from}.csproj", from, [to]).ShouldHaveSingleItem();

    [Fact]
    public void A_new_room_in_src_must_be_given_its_floor() =>
        WrongArrows("src/Dragoman.Unheard/Dragoman.Unheard.csproj", "Dragoman.Unheard", []).ShouldHaveSingleItem();

    [Fact]
    public void Dialects_uses_nothing_but_the_base_library()
    {
        var dialects = Project.All.Single(project => project.Name == "Dragoman.Dialects");
        dialects.Projects.ShouldBeEmpty();
        dialects.Packages.ShouldBeEmpty();
        dialects.Frameworks.ShouldBeEmpty();
    }

    [Fact]
    public void The_pure_rooms_do_not_use_the_web_framework() =>
        Project.All.Single(project => project.Name == "Dragoman.Core").Frameworks.ShouldBeEmpty();

    [Fact]
    public void Every_project_is_in_the_solution_and_has_its_lock_file()
    {
        var solution = Repository.Read("Dragoman.slnx");
        Project.All.Select(project => project.Path).Where(path => !solution.Contains(path, StringComparison.Ordinal)).ShouldBeEmpty();
        Project.All.Select(project => Path.GetDirectoryName(project.Path)!.Replace('\\', '/') + "/packages.lock.json")
            .Where(lockFile => !Repository.Files.Contains(lockFile)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_package_version_is_central() =>
        Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(file => Repository.Read(file).Contains(" Version=", StringComparison.Ordinal)).ShouldBeEmpty();

    private static IEnumerable<string> WrongArrows(string path, string name, IEnumerable<string> references)
    {
        if (path.StartsWith("src/", StringComparison.Ordinal) && !Floors.ContainsKey(name))
        {
            return [$"{path}: {name} has no floor; add it to {nameof(Floors)} where the plan of the house puts it"];
        }

        var floor = Floors.GetValueOrDefault(name, Tests);
        return references
            .Where(reference => Floors.GetValueOrDefault(reference, Tests) >= floor)
            .Select(reference => $"{path}: {name} must not refer to {reference}");
    }
}
