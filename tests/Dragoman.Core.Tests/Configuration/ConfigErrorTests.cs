using System.Text;
using System.Text.Json;
using Dragoman.Core.Configuration;
using FsCheck;
using FsCheck.Fluent;

namespace Dragoman.Core.Tests.Configuration;

public sealed class ConfigErrorTests
{
    private const string Route = "routes:\n  - name: r\n    upstream:\n      ";

    [Theory]
    [InlineData(Route + "provider: openai\n      modle: gpt-5\n", "dragoman.yaml:5:7 routes[0].upstream.modle: unknown member; did you mean \"model\"?")]
    [InlineData(Route + "provider: openai\n", "dragoman.yaml:4:7 routes[0].upstream.model: is missing; add model: The model's id at the upstream.")]
    [InlineData(Route + "{provider: openai, model: gpt-5, provider: x}\n", "dragoman.yaml:4:40 routes[0].upstream.provider: is there twice; remove one of them")]
    [InlineData(Route + "{provider: openai, model: [a]}\n", "dragoman.yaml:4:33 routes[0].upstream.model: expected a name of letters, digits and . _ - : / @ +, found a list")]
    [InlineData(Route + "{provider: openai, model: m, endpoint: 'ftp://x/y'}\n", "dragoman.yaml:4:46 routes[0].upstream.endpoint: \"ftp://x/y\" is no http or https URL; write it as https://host/path")]
    [InlineData(Route + "{provider: openai, model: m, endpoint: 'https://u:p@x/y'}\n", "dragoman.yaml:4:46 routes[0].upstream.endpoint: the URL holds a user name or password; take it out and use api_key_ref")]
    [InlineData(Route + "{provider: openai, model: m, api_key_ref: openai_test}\n", "dragoman.yaml:4:49 routes[0].upstream.api_key_ref: no secret \"openai_test\": it is not under secrets, and the environment variable OPENAI_TEST is not set; set OPENAI_TEST, or add secrets: {openai_test: ${YOUR_VARIABLE}}")]
    [InlineData(Route + "{provider: opnai, model: m}\n", "dragoman.yaml:4:7 routes[0].upstream: unknown provider \"opnai\" without an endpoint; did you mean \"openai\"?")]
    [InlineData(Route + "{name: prod, model: m}\n", "dragoman.yaml:4:7 routes[0].upstream: unknown upstream \"prod\"; add it under upstreams")]
    [InlineData("routes:\n  - name: r\n    upstream: prod\n", "dragoman.yaml:3:15 routes[0].upstream: unknown upstream \"prod\"; add it under upstreams")]
    [InlineData("routes: {a: b}\n", "dragoman.yaml:1:9 routes: expected a list, found a mapping; write one \"- …\" line per entry")]
    [InlineData("upstreams:\n  a: {provider: openai, timeouts: {idle: soon}}\n", "dragoman.yaml:2:42 upstreams.a.timeouts.idle: expected a duration such as 10s, 500ms, 5m or 1h, found \"soon\"")]
    [InlineData("upstreams:\n  a: {provider: openai, auth: baerer}\n", "dragoman.yaml:2:31 upstreams.a.auth: expected one of bearer, x-api-key, api-key, x-goog-api-key, aws, google, entra, none, found \"baerer\"; did you mean \"bearer\"?")]
    [InlineData("server: {max_body_mb: 0}\n", "dragoman.yaml:1:23 server.max_body_mb: expected a whole number from 1 to 1024, found \"0\"")]
    [InlineData("server: {listen: nowhere}\n", "dragoman.yaml:1:18 server.listen: \"nowhere\" is no address and port; write 127.0.0.1:4141, [::1]:4141 or localhost:4141")]
    [InlineData("secrets: {a: sk-12345}\n", "dragoman.yaml:1:14 secrets.a: expected a reference to a secret; write ${VARIABLE} or ${file:/path}, never the value itself")]
    [InlineData("secrets: {a: '${NOPE}'}\n", "dragoman.yaml:1:14 secrets.a: the environment variable NOPE is not set; set NOPE before the gateway starts")]
    [InlineData("secrets: {a: '${file:/none}'}\n", "dragoman.yaml:1:14 secrets.a: the file /none is missing, empty or not readable; create it and make it readable for the gateway")]
    [InlineData("tiers: {opsu: openai/gpt-5}\nupstreams: {openai: {}}\n", "dragoman.yaml:1:9 tiers.opsu: \"opsu\" is no tier; there are haiku, sonnet, opus, fable, mythos")]
    [InlineData("default_route: nope\n", "dragoman.yaml:1:16 default_route: unknown route \"nope\"; add it under routes, or write upstream/model")]
    [InlineData("aliases: {a: b, b: a}\n", "dragoman.yaml:1:11 aliases.a: unknown route \"b\"; add it under routes, or write upstream/model")]
    [InlineData("models:\n  m: {price: {input: 5}}\n", "dragoman.yaml:2:14 models.m.price: needs both input and output; a model that really costs nothing has input: 0 and output: 0")]
    [InlineData("routes: [\n", "dragoman.yaml:2:1 is not YAML: While parsing a node, did not find expected node content.; check the indentation, the colons and the quotes of this line")]
    [InlineData("a: 1\n---\nb: 2\n", "dragoman.yaml:2:1 a second document begins here; keep one document per file")]
    [InlineData("just text\n", "dragoman.yaml:1:1 expected a mapping, found \"just text\"; it may hold server, secrets, providers, models, upstreams, routes, policies, tiers")]
    public void A_mistake_is_told_with_place_path_and_fix(string yaml, string error)
    {
        var result = Load.Yaml(yaml);

        result.Config.ShouldBeNull();
        result.Errors.Select(e => e.ToString()).ShouldContain(error);
    }

    [Fact]
    public void Every_mistake_is_told_at_once_in_order_of_the_file()
    {
        var result = Load.Yaml("""
            server: {lisen: x}
            routes:
              - name: a b
                upstream: {provider: openai, model: gpt-5, api_key_ref: nope}
              - upstream: {provider: openai, modell: gpt-5}
            policies:
              - name: p
                rule: |
                  if input_tokns < 5:
                    route a
            """);

        result.Errors.Select(error => error.Path).ShouldBe(
            ["server.lisen", "routes[0].name", "routes[0].upstream.api_key_ref", "routes[1].name", "routes[1].upstream.model", "routes[1].upstream.modell", "policies[0].rule"]);
        result.Errors.Select(error => error.Line).ShouldBeInOrder();
    }

    [Fact]
    public void A_mistake_in_one_section_does_not_hide_those_of_another_nor_cause_false_ones()
    {
        var result = Load.Yaml("""
            server: {lisen: x}
            upstreams: {openai: {api_key: '${OPENAI_PROD}'}}
            routes:
              - {name: a, upstream: opnai/gpt-5}
            """);
        result.Errors.Select(error => error.Path).ShouldBe(["server.lisen", "routes[0].upstream"]);

        Load.Yaml("""
            upstreams: {openai: {api_key: '${NOPE}'}, x: {provider: openai, auht: none}}
            routes:
              - {name: a, upstream: gone/gpt-5}
            default_route: b
            """).Errors.Select(error => error.Path).ShouldBe(["upstreams.openai.api_key", "upstreams.x.auht"]);
    }

    [Fact]
    public void What_works_but_is_hardly_meant_is_a_warning()
    {
        var result = Load.Yaml("upstreams: {openai: {}, local: {provider: ollama}}\nmodels: {acme/m: {tools: false}}\n");

        result.IsValid.ShouldBeTrue();
        result.Warnings.Select(warning => warning.Path).ShouldBe(["upstreams.openai", "models.acme/m"]);
    }

    [Fact]
    public void Headers_and_urls_are_filled_from_the_environment()
    {
        var upstream = Load.Snapshot("""
            upstreams:
              acme: {endpoint: '${BASE}', headers: {x-team: 'a ${ACME_KEY} b', x-other: '${NOT_SET:-none}'}}
            """).Upstreams.Single();

        upstream.Address("m", stream: true).AbsoluteUri.ShouldBe("https://llm.acme.test/v1/chat/completions");
        upstream.Headers.ShouldBe([new("x-team", "a sk-acme b"), new("x-other", "none")]);
        Load.Yaml("upstreams: {acme: {endpoint: '${NOT_SET}'}}\n").Errors.Single().Message.ShouldContain("NOT_SET");
        Load.Yaml("upstreams: {acme: {endpoint: 'http://h', headers: {a: \"x\\ny\"}}}\n").Errors.Single().Message.ShouldContain("printable");
    }

    [Fact]
    public void D02_a_rules_mistake_is_told_with_its_place_in_the_file()
    {
        var result = Load.Yaml("policies:\n  - name: p\n    rule: |\n      if has_images:\n        route a\n      elif input_tokns < 5:\n        route b\n");

        result.Errors.Single().ToString().ShouldBe("dragoman.yaml:6:12 policies[0].rule: unknown fact \"input_tokns\"; did you mean \"input_tokens\"?");
    }

    [Fact]
    public void D02_a_rules_unknown_route_is_told_with_its_place_in_the_file()
    {
        var result = Load.Yaml(SampleConfigTests.Own.Replace("route spare", "route spar", StringComparison.Ordinal));

        var error = result.Errors.Single();
        error.Message.ShouldBe("unknown route \"spar\"");
        error.Fix.ShouldBe("did you mean \"spare\"?");
        SampleConfigTests.Own.Split('\n')[error.Line - 1][(error.Column - 1)..].ShouldBe("spare");
    }

    [Fact]
    public void A_file_that_is_too_large_too_deep_or_an_alias_bomb_is_refused()
    {
        Load.Yaml("# " + new string('x', ConfigLoader.MaxBytes)).Errors.Single().Message.ShouldContain("larger than");
        Load.Yaml(new string('[', 5000)).Errors.Single().Message.ShouldContain("nested deeper");

        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            bomb.Append($"a{i}: &a{i} [").AppendJoin(", ", Enumerable.Repeat($"*a{i - 1}", 10)).Append("]\n");
        }

        Load.Yaml(bomb.ToString()).Errors.Single().Message.ShouldContain("aliases counted");
    }

    [Fact]
    public void An_alias_repeats_what_its_anchor_holds()
    {
        var snapshot = Load.Snapshot("""
            routes:
              - name: a
                upstream: &u {provider: openai, model: gpt-5, api_key_ref: openai_prod}
              - name: b
                upstream: *u
            """);

        snapshot.Decide("b").Target!.Model.ShouldBe("gpt-5");
        snapshot.Upstreams.Count.ShouldBe(1);
    }

    [Fact]
    public void Loading_never_throws_on_arbitrary_yaml_or_bytes()
    {
        var pieces = Gen.Elements(
            "routes:", "upstreams:", "secrets:", "policies:", "models:", "providers:", "server:", "tiers:", "- name: a", "  name: b", "    upstream:",
            "      model: m", "provider: openai", "rule: |", "  if true: route a", "{", "}", "[", "]", "&a", "*a", "!!int x", "? x", ": y", "---", "...",
            "\t", "'", "\"", "%YAML 1.1", "<<: *a", "~", "null", "price: {input: 1, output: 2}", "endpoint: http://x", "\u0085", "|+", ">-", "#", "@", "`", "\\x");
        var documents = pieces.ListOf().SelectMany(list => Gen.Elements("\n", " ", "\n  ").Select(glue => string.Join(glue, list)));
        Prop.ForAll(documents.ToArbitrary(), Loads).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Loads(Encoding.UTF8.GetString(bytes ?? []))).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => Loads(text ?? "")).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Cutting_the_own_sample_anywhere_gives_a_result_and_never_an_exception()
    {
        for (var length = 0; length <= SampleConfigTests.Own.Length; length++)
        {
            Loads(SampleConfigTests.Own[..length]).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_secret_never_shows()
    {
        var snapshot = Load.Snapshot("upstreams:\n  openai: {api_key: '${OPENAI_PROD}'}\n  x: {provider: openai, api_key: '${file:/run/key}'}\n");
        var secret = snapshot.Upstreams[0].ApiKey!;

        secret.ToString().ShouldBe("***");
        $"{secret}".ShouldBe("***");
        JsonSerializer.Serialize(secret).ShouldBe("\"***\"");
        Load.Yaml("upstreams:\n  openai: {api_key: '${OPENAI_PROD}'}\n").Config!.Upstreams[0].ToString().ShouldNotContain("sk-openai");
        snapshot.Upstreams[1].ApiKey!.Reveal().ShouldBe("sk-file");
        Load.Yaml("upstreams:\n  openai: {api_key: sk-openai}\n").Errors.Single().ToString().ShouldNotContain("sk-openai");
    }

    private static bool Loads(string yaml)
    {
        var result = Load.Yaml(yaml);
        if (result.Config is null)
        {
            return result.Errors.Count > 0;
        }

        // What loads compiles, too.
        return PolicyCompiler.Compile(result.Config).Version.Length == 16;
    }
}
