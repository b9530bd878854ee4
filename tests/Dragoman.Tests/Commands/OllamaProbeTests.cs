using Dragoman.Hosting;

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
}
