using System.Text.Json;

namespace Dragoman.Tests.Commands;

public sealed class ExplainCommandTests : IDisposable
{
    private const string Config = """
        upstreams:
          openai: { api_key_ref: openai_prod }
        routes:
          - name: big
            upstream: openai/gpt-5
          - name: small
            upstream: openai/gpt-5-mini
        policies:
          - name: by-size
            rule: |
              if input_tokens < 8000 and team != "payments":
                route small
              else:
                route big
        side_routes: { title: small }
        """;

    private const string Request = """{"model":"claude-opus-5-5","max_tokens":4000,"messages":[{"role":"user","content":"hello"}]}""";

    private readonly TestDirectory _directory = new();
    private readonly Cli _cli;

    public ExplainCommandTests()
    {
        _directory.Write("dragoman.yaml", Config);
        _directory.Write("request.json", Request);
        _cli = new Cli(_directory.Root) { Environment = { ["OPENAI_PROD"] = "k" } };
    }

    [Fact]
    public async Task N17_it_says_which_rule_fired_with_its_line_its_facts_and_each_target()
    {
        var result = await _cli.RunAsync("explain", "request.json", "--config", "dragoman.yaml");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Out.ShouldStartWith("openai/gpt-5-mini  (small)\nbecause: policy by-size");
        result.Out.ShouldContain("line 1   yes  if input_tokens < 8000 and team != \"payments\":   # input_tokens = ");
        result.Out.ShouldContain("phase");
    }

    [Fact]
    public async Task N17_what_is_not_in_the_request_can_be_supposed()
    {
        var result = await _cli.RunAsync("explain", "request.json", "--config", "dragoman.yaml", "--team", "payments", "--json");
        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("target").GetString().ShouldBe("openai/gpt-5");
        json.RootElement.GetProperty("policies")[0].GetProperty("steps")[0].GetProperty("held").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task N19_a_captured_side_request_with_its_headers_is_known_as_one()
    {
        _directory.Write("capture.json", $$"""{"headers":{"x-claude-code-request-class":"auxiliary","x-claude-code-agent-id":"a1"},"body":{{Request}} }""");
        var result = await _cli.RunAsync("explain", "capture.json", "--config", "dragoman.yaml", "--json");
        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("facts").GetProperty("phase").GetString().ShouldBe("\"auxiliary\"");
        json.RootElement.GetProperty("facts").GetProperty("is_subagent").GetString().ShouldBe("true");
    }

    [Theory]
    [InlineData("nothing.json", "nothing.json cannot be read")]
    [InlineData("dragoman.yaml", "That is no JSON")]
    [InlineData("empty.json", "empty.json holds no Messages request: model: expected the id of a model")]
    public async Task What_is_no_request_is_told_as_such(string file, string says)
    {
        _directory.Write("empty.json", "{}");
        var result = await _cli.RunAsync("explain", file, "--config", "dragoman.yaml");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain(says);
    }

    public void Dispose() => _directory.Dispose();
}
