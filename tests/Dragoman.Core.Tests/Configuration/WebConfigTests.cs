using Dragoman.Core.Configuration;

namespace Dragoman.Core.Tests.Configuration;

public sealed class WebConfigTests
{
    [Fact]
    public void Search_and_fetch_are_off_unless_they_are_written()
    {
        var config = Load.Yaml("server: {}").Config!;
        config.Search.ShouldBeNull();
        config.Fetch.ShouldBeNull();
    }

    [Fact]
    public void A_search_section_is_read_with_its_defaults()
    {
        var config = Load.Yaml("search: {provider: searxng, endpoint: \"http://127.0.0.1:8888\"}").Config!;
        config.Search!.Provider.ShouldBe(SearchProvider.SearXng);
        config.Search.MaxResults.ShouldBe(8);
        config.Search.Timeout.ShouldBe(TimeSpan.FromSeconds(10));
        config.Search.Price.ShouldBe(0);
    }

    [Fact]
    public void A_price_is_of_a_thousand_searches()
    {
        // $5 a thousand are half a cent each: 5·10⁹ pico-dollars.
        Load.Yaml("search: {provider: custom, endpoint: \"http://search.test\", price: 5}").Config!.Search!.Price.ShouldBe(5_000_000_000);
    }

    [Theory]
    [InlineData("search: {provider: bing}", "search.provider", "expected one of")]
    [InlineData("search: {provider: searxng}", "search", "names no endpoint")]
    [InlineData("search: {provider: brave}", "search", "has no key")]
    [InlineData("search: {endpoint: \"http://x.test\"}", "search.provider", "is missing")]
    [InlineData("search: {provider: custom, endpoint: \"http://x.test\", max_results: 50}", "search.max_results", "from 1 to 20")]
    [InlineData("fetch: {}", "fetch.allow", "is missing")]
    [InlineData("fetch: {allow: [\"http://x\"]}", "fetch.allow[0]", "a host name")]
    public void A_wrong_section_is_told_with_its_place(string yaml, string path, string message)
    {
        var error = Load.Yaml(yaml).Errors.Single();
        error.Path.ShouldBe(path);
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void Either_section_changes_the_version_of_the_configuration()
    {
        var versions = new[]
        {
            "server: {}", "search: {provider: custom, endpoint: \"http://a.test\"}", "search: {provider: custom, endpoint: \"http://b.test\"}",
            "fetch: {allow: [a.test]}", "fetch: {allow: [b.test]}", "fetch: {allow: [a.test], allow_private: [a.test]}",
        }.Select(yaml => PolicyCompiler.Compile(Load.Yaml(yaml).Config!).Version).ToList();
        versions.Distinct().Count().ShouldBe(versions.Count);
    }
}
