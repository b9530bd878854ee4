using Dragoman.Hosting;

namespace Dragoman.Tests.Hosting;

public sealed class InlineIoTests
{
    [Theory]
    [InlineData("1", true)]
    [InlineData(" true ", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    [InlineData("yes", false)]
    public void Inline_io_is_on_only_where_it_is_asked_for(string value, bool expected) =>
        InlineIo.IsOn(new Dictionary<string, string> { ["DRAGOMAN_INLINE_IO"] = value }).ShouldBe(expected);

    [Fact]
    public void Inline_io_is_off_by_default() => InlineIo.IsOn(new Dictionary<string, string>()).ShouldBeFalse();
}
