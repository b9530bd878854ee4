using System.Net;
using Dragoman.Commands;

namespace Dragoman.Tests.Commands;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:4141", "127.0.0.1", 4141)]
    [InlineData("localhost:80", "127.0.0.1", 80)]
    [InlineData("[::1]:4141", "::1", 4141)]
    [InlineData("0.0.0.0:0", "0.0.0.0", 0)]
    [InlineData("8080", "127.0.0.1", 8080)]
    public void Addresses_and_ports_are_read(string text, string address, int port) =>
        ListenAddress.Parse(text).ShouldBe(new IPEndPoint(IPAddress.Parse(address), port));

    [Theory]
    [InlineData("")]
    [InlineData("host.example:80")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("::1:80")]
    [InlineData("[127.0.0.1]:80")]
    public void Anything_else_is_refused(string text) =>
        Should.Throw<CommandFailure>(() => ListenAddress.Parse(text)).Message.ShouldContain(ListenAddress.Default);

    [Theory]
    [InlineData("0.0.0.0:80", null)]
    [InlineData("192.0.2.1:80", "short")]
    [InlineData("[::]:80", null)]
    public void Others_may_not_reach_a_gateway_without_a_key_that_somebody_chose(string listen, string? key) =>
        Should.Throw<CommandFailure>(() => ListenAddress.RequireKey(ListenAddress.Parse(listen), key)).Message.ShouldContain("DRAGOMAN_KEY");

    [Theory]
    [InlineData("127.0.0.1:80", null)]
    [InlineData("[::1]:80", null)]
    [InlineData("0.0.0.0:80", "a-key-that-is-long-enough")]
    public void Loopback_needs_no_key_and_a_long_key_opens_the_rest(string listen, string? key) =>
        Should.NotThrow(() => ListenAddress.RequireKey(ListenAddress.Parse(listen), key));

    [Fact]
    public async Task Serve_refuses_to_listen_wider_than_loopback_without_a_key()
    {
        using var directory = new TestDirectory();
        var result = await new Cli(directory.Root).RunAsync("serve", "--listen", "0.0.0.0:0", "--data", directory["data"]);
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("set DRAGOMAN_KEY");
        Directory.Exists(directory["data"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0.0.0.0:80", null, false)]
    [InlineData("0.0.0.0:80", "short", true)]
    public void Others_may_not_reach_an_admin_API_whose_secret_nobody_has_seen(string listen, string? secret, bool exists) =>
        Should.Throw<CommandFailure>(() => ListenAddress.RequireAdminSecret(ListenAddress.Parse(listen), secret, exists))
            .Message.ShouldContain("DRAGOMAN_ADMIN_SECRET");

    [Theory]
    [InlineData("127.0.0.1:80", null, false)]
    [InlineData("0.0.0.0:80", null, true)]
    [InlineData("0.0.0.0:80", "a-secret-that-is-long", false)]
    public void Loopback_a_secret_of_an_earlier_start_and_a_long_one_are_enough(string listen, string? secret, bool exists) =>
        Should.NotThrow(() => ListenAddress.RequireAdminSecret(ListenAddress.Parse(listen), secret, exists));

    [Fact]
    public async Task Serve_refuses_to_listen_wider_than_loopback_without_an_admin_secret()
    {
        using var directory = new TestDirectory();
        var cli = new Cli(directory.Root) { Environment = { ["DRAGOMAN_KEY"] = "a-key-that-is-long-enough" } };
        var result = await cli.RunAsync("serve", "--listen", "0.0.0.0:0", "--data", directory["data"]);
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("set DRAGOMAN_ADMIN_SECRET");
        Directory.Exists(directory["data"]).ShouldBeFalse();
    }
}
