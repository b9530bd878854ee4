using System.Diagnostics;
using Dragoman.Commands.Serve;

namespace Dragoman.Tests.Commands;

public sealed class ShellLinesTests
{
    private static readonly Uri Gateway = new("http://127.0.0.1:4141/");

    [Theory]
    [InlineData("dgm-plain")]
    [InlineData("it's $HOME `id` \"quoted\" \\ and & | ; * ~")]
    public async Task Lines_for_bash_set_exactly_what_they_show(string key)
    {
        var script = string.Join('\n', Lines("bash, zsh", key)) + "\nprintf '%s\\n%s\\n%s' \"$ANTHROPIC_BASE_URL\" \"$ANTHROPIC_AUTH_TOKEN\" \"${ANTHROPIC_API_KEY-gone}\"";
        var start = new ProcessStartInfo("bash", ["-c", script]) { UseShellExecute = false, RedirectStandardOutput = true, Environment = { ["ANTHROPIC_API_KEY"] = "theirs" } };
        using var bash = Process.Start(start)!;
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        output.ShouldBe($"http://127.0.0.1:4141\n{key}\ngone");
    }

    [Fact]
    public void A_key_that_is_not_shown_stays_a_variable()
    {
        Lines("bash, zsh", "$DRAGOMAN_KEY").ShouldContain("export ANTHROPIC_AUTH_TOKEN=\"$DRAGOMAN_KEY\"");
        Lines("fish", "$DRAGOMAN_KEY").ShouldContain("set -gx ANTHROPIC_AUTH_TOKEN $DRAGOMAN_KEY");
        Lines("PowerShell", "$DRAGOMAN_KEY").ShouldContain("$env:ANTHROPIC_AUTH_TOKEN = $env:DRAGOMAN_KEY");
    }

    [Fact]
    public void Lines_for_fish_and_PowerShell_quote_what_is_special_there()
    {
        Lines("fish", @"a'b\c").ShouldContain(@"set -gx ANTHROPIC_AUTH_TOKEN 'a\'b\\c'");
        Lines("PowerShell", "a'b").ShouldContain("$env:ANTHROPIC_AUTH_TOKEN = 'a''b'");
        Lines("PowerShell", "a'b").ShouldContain("Remove-Item Env:ANTHROPIC_API_KEY");
    }

    private static IReadOnlyList<string> Lines(string shell, string key) =>
        ShellLines.For(Gateway, key, ["ANTHROPIC_API_KEY"]).Single(entry => entry.Shell == shell).Lines;
}
