using Dragoman.DataPlane;

namespace Dragoman.Tests.DataPlane;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/v1/messages")]
    [InlineData("/v1/v1/messages")]
    [InlineData("/anthropic/v1/messages")]
    [InlineData("/anthropic/v1/v1/messages")]
    [InlineData("/api/v1/messages")]
    [InlineData("/claude-code/v1/messages")]
    [InlineData("/v1/messages/")]
    public void A01_every_base_url_that_people_set_leads_to_a_turn(string path) =>
        RequestPath.Match(path, out _).ShouldBe(Operation.Messages);

    [Theory]
    [InlineData("/v1/messages/count_tokens")]
    [InlineData("/anthropic/v1/messages/count_tokens")]
    [InlineData("/v1/v1/messages/count_tokens")]
    public void A02_counting_is_found_behind_every_base_url(string path) =>
        RequestPath.Match(path, out _).ShouldBe(Operation.CountTokens);

    [Theory]
    [InlineData("/")]
    [InlineData("/api/hello")]
    [InlineData("/anthropic/api/hello")]
    [InlineData("/v1/api/hello")]
    [InlineData("/anthropic")]
    public void H_013_warm_up_probes_are_known(string path) => RequestPath.Match(path, out _).ShouldBe(Operation.Hello);

    [Fact]
    public void H_343_a_model_id_may_hold_slashes_and_stays_as_it_was_written()
    {
        RequestPath.Match("/v1/models/openrouter%2Ffoo", out var id).ShouldBe(Operation.Model);
        id.ToString().ShouldBe("openrouter%2Ffoo");
    }

    [Theory]
    [InlineData("/v1/message")]
    [InlineData("/v2/messages")]
    [InlineData("/anthropics/v1/messages")]
    [InlineData("/etc/passwd")]
    public void Other_paths_are_nothing(string path) => RequestPath.Match(path, out _).ShouldBe(Operation.Unknown);
}
