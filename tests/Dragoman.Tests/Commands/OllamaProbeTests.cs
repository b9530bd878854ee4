using Dragoman.Hosting;
using Dragoman.Testing;

namespace Dragoman.Tests.Commands;

public sealed class OllamaProbeTests
{
    [Theory]
    [InlineData(null, "http://127.0.0.1:11434/")]
    [InlineData("", "http://127.0.0.1:11434/")]
    [InlineData("0.0.0.0", "http://127.0.0.1:11434/")]
    [InlineData("0.0.0.0:8000", "http://127.0.0.1:8000/")]
    [InlineData("gpu-box", "http://gpu-box:11434/")]
    [InlineData("gpu-box:1234", "http://gpu-box:1234/")]
    [InlineData("http://gpu-box", "http://gpu-box:80/")]
    [InlineData("https://gpu-box/", "https://gpu-box:443/")]
    public void The_servers_variable_names_the_address(string? variable, string address) =>
        OllamaProbe.Address(variable).ShouldBe(new Uri(address));

    [Theory]
    [InlineData("ftp://x")]
    [InlineData("not a host")]
    public void What_is_no_address_is_not_asked(string variable) => OllamaProbe.Address(variable).ShouldBeNull();

    [Fact]
    public async Task H_466_H_470_an_ollama_is_asked_what_its_models_can_do_and_how_much_they_can_hold()
    {
        await using var ollama = await StrictOllama.StartAsync(
            Answer.Text("never"), new StrictOllamaOptions { Models = ["qwen3:14b", "nomic-embed-text"], Capabilities = ["completion", "tools"], ContextLength = 40_960 });
        var found = await OllamaProbe.FindAsync(
            new Dictionary<string, string> { ["OLLAMA_HOST"] = ollama.BaseUrl }, TestContext.Current.CancellationToken);

        found.ShouldNotBeNull().Models.ShouldBe(["qwen3:14b"]);
        var known = found.Known.ShouldHaveSingleItem();
        (known.Id, known.ContextWindow, known.Tools, known.Vision, known.Reasoning).ShouldBe(("qwen3:14b", 40_960, true, false, false));
        ollama.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"model_info\":{\"a.context_length\":\"x\"},\"capabilities\":7}")]
    public void What_an_odd_server_tells_of_a_model_is_left_aside(string answer)
    {
        var shown = OllamaProbe.Shown("m", System.Text.Json.JsonDocument.Parse(answer).RootElement);
        shown?.ContextWindow.ShouldBeNull();
        shown?.Reasoning.ShouldBeNull();
    }
}
