using Dragoman.Hosting;

namespace Dragoman.Tests.Hosting;

public sealed class InlineIoTests
{
    [Theory]
    [InlineData("0", false)]
    [InlineData(" false ", false)]
    [InlineData("1", true)]
    [InlineData("", true)]
    public void Inline_io_is_off_only_where_it_is_switched_off(string value, bool expected) =>
        InlineIo.IsOn(new Dictionary<string, string> { ["DRAGOMAN_INLINE_IO"] = value }).ShouldBe(expected);

    [Fact]
    public void Inline_io_is_on_in_a_process_that_serves() => InlineIo.IsOn(new Dictionary<string, string>()).ShouldBeTrue();
}
