using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class BaseUrlTests
{
    [Theory]
    [InlineData(Provider.OpenAi, "")]
    [InlineData(Provider.OpenAi, "/v1")]
    [InlineData(Provider.OpenAi, "/anthropic")]
    [InlineData(Provider.OpenAi, "/api")]
    [InlineData(Provider.OpenAi, "/claude-code")]
    [InlineData(Provider.Anthropic, "")]
    [InlineData(Provider.Anthropic, "/v1")]
    [InlineData(Provider.Anthropic, "/anthropic")]
    [InlineData(Provider.Anthropic, "/api")]
    [InlineData(Provider.Anthropic, "/claude-code")]
    public async Task A01_every_base_url_that_people_write_works(Provider provider, string suffix)
    {
        if (Rig.IsDirect && suffix.Length > 0)
        {
            Assert.Skip("The provider itself has one base URL.");
        }

        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(Answer.Text("Here.")));
        var result = await rig.RunAsync("Where are you?", options => options with { BaseUrl = options.BaseUrl + suffix });

        rig.ShouldHaveSucceeded(result, "Here.");
    }
}
