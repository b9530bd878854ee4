using System.Net;
using Dragoman.Core.Capabilities;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Hosting;
using Dragoman.Store.Capabilities;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dragoman.Tests.Hosting;

public sealed class ConfigWatcherTests : IDisposable
{
    private const string Good = """
        routes:
          - name: one
            upstream:
              provider: openai
              model: gpt-5
              endpoint: http://127.0.0.1:1/v1/chat/completions
              api_key_ref: test

        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("dragoman-test-").FullName;
    private readonly ConfigSource _source;
    private readonly SnapshotHolder _policy;
    private readonly ConfigWatcher _watcher;

    public ConfigWatcherTests()
    {
        File.WriteAllText(FilePath, Good);
        _source = new ConfigSource(FilePath, new Dictionary<string, string> { ["TEST"] = "sk-test" });
        _policy = new SnapshotHolder(PolicyCompiler.Compile(_source.Load().Config!));
        _watcher = new ConfigWatcher(
            _source,
            _policy,
            new GatewayOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), DataDirectory = _directory, Environment = new Dictionary<string, string>() },
            Dragoman.Store.Capabilities.CapabilityStore.Open(_directory, TimeProvider.System), TimeProvider.System, NullLogger<ConfigWatcher>.Instance);
    }

    private string FilePath => Path.Combine(_directory, "dragoman.yaml");

    public void Dispose()
    {
        _watcher.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void C05_a_changed_file_is_swapped_in_whole()
    {
        File.WriteAllText(FilePath, Good.Replace("name: one", "name: two", StringComparison.Ordinal));
        _watcher.Look();
        _policy.Current.Routes.ShouldContain(route => route.Name == "two");
        _policy.Current.Routes.ShouldNotContain(route => route.Name == "one");
    }

    [Theory]
    [InlineData("routes: [")]
    [InlineData("routes:\n  - nmae: x\n")]
    [InlineData("rules: {}\nroutes: 7\n")]
    public void A_file_that_does_not_check_out_leaves_the_policy_in_force_and_a_mended_one_replaces_it(string broken)
    {
        var before = _policy.Current;
        File.WriteAllText(FilePath, broken);
        _watcher.Look();
        _policy.Current.ShouldBeSameAs(before);
        File.WriteAllText(FilePath, Good.Replace("gpt-5", "gpt-5-mini", StringComparison.Ordinal));
        _watcher.Look();
        _policy.Current.ShouldNotBeSameAs(before);
    }

    [Fact]
    public void A_file_that_is_gone_for_a_moment_changes_nothing()
    {
        var before = _policy.Current;
        File.Delete(FilePath);
        _watcher.Look();
        _policy.Current.ShouldBeSameAs(before);
    }

    [Fact]
    public void A19_what_a_conformance_run_found_is_in_force_without_a_restart()
    {
        var before = _policy.Current;
        _watcher.LookAtMeasurements();
        _policy.Current.ShouldBeSameAs(before, "nothing was measured");

        Save(CheckOutcome.Failed, minute: 1);
        _watcher.LookAtMeasurements();
        _policy.Current.RouteTable.Decide(new TurnFacts { RequestedModel = "one" }).Target!.Traits.Tools.ShouldBeFalse();
        var measured = _policy.Current;
        _watcher.LookAtMeasurements();
        _policy.Current.ShouldBeSameAs(measured, "nothing is new");

        Save(CheckOutcome.Passed, minute: 2);
        _watcher.LookAtMeasurements();
        _policy.Current.RouteTable.Decide(new TurnFacts { RequestedModel = "one" }).Target!.Traits.Tools.ShouldBeTrue();
        _policy.Current.Version.ShouldBe(before.Version, "the configuration is the same");
    }

    private void Save(CheckOutcome outcome, int minute) => CapabilityStore.Open(_directory, TimeProvider.System).Save(
        [new CapabilityCheck
        {
            Upstream = "openai", Endpoint = _policy.Current.Upstreams[0].Endpoint.AbsoluteUri, Model = "gpt-5", Name = CheckNames.OneCall, Outcome = outcome,
            At = new DateTimeOffset(2026, 11, 20, 12, minute, 0, TimeSpan.Zero),
        }]);

    [Fact]
    public void An_untouched_file_is_not_loaded_again()
    {
        var before = _policy.Current;
        _watcher.Look();
        _policy.Current.ShouldBeSameAs(before);
    }
}
