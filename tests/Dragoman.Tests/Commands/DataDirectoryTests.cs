using Dragoman.Commands;

namespace Dragoman.Tests.Commands;

public sealed class DataDirectoryTests
{
    [Fact]
    public void What_is_asked_for_wins_over_the_variables()
    {
        var cli = new Cli("/somewhere") { Environment = { ["DRAGOMAN_DATA"] = "/b", ["XDG_DATA_HOME"] = "/c", ["HOME"] = "/d" } };
        DataDirectory.Resolve("here", null, cli.Host()).ShouldBe("/somewhere/here");
        DataDirectory.Resolve(null, null, cli.Host()).ShouldBe("/b");
    }

    [Fact]
    public void The_users_place_for_data_is_the_default()
    {
        DataDirectory.Resolve(null, null, new Cli { Environment = { ["XDG_DATA_HOME"] = "/c", ["HOME"] = "/d" } }.Host()).ShouldBe("/c/dragoman");
        DataDirectory.Resolve(null, null, new Cli { Environment = { ["XDG_DATA_HOME"] = "relative", ["HOME"] = "/d" } }.Host()).ShouldBe("/d/.local/share/dragoman");
    }

    [Fact]
    public void Without_any_place_it_says_what_to_do() =>
        Should.Throw<CommandFailure>(() => DataDirectory.Resolve(null, null, new Cli().Host())).Message.ShouldContain("--data");
}
