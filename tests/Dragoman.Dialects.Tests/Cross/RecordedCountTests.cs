using System.Text.Json;
using Dragoman.Dialects.BedrockConverse;
using Dragoman.Dialects.BedrockInvoke;
using Dragoman.Dialects.Gemini;
using Dragoman.Dialects.OpenAiResponses;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>Token counts of hosts that count, as they were recorded.</summary>
public sealed class RecordedCountTests
{
    [Fact]
    public void H_335_H_418_every_recorded_count_is_read()
    {
        var counts = Recorded(status => status == 200);
        foreach (var recording in counts)
        {
            var body = recording.Bytes("response.json");
            using var json = JsonDocument.Parse(body);
            var said = json.RootElement.EnumerateObject().Single(member => member.Name is "inputTokens" or "input_tokens" or "totalTokens").Value.GetInt64();
            Of(recording).ReadCount(body).ShouldBe(said, recording.Case);
        }

        counts.Count.ShouldBe(7);
    }

    [Fact]
    public void H_418_what_refuses_to_count_is_no_count()
    {
        foreach (var recording in Recorded(status => status >= 400))
        {
            Of(recording).ReadCount(recording.Bytes("response.json")).ShouldBeNull(recording.Case);
        }
    }

    [Fact]
    public void H_418_the_model_is_named_as_where_it_was_counted_and_not_as_where_it_was_refused()
    {
        var endpoint = new Uri("https://bedrock-runtime.us-east-1.amazonaws.com");
        const string Profile = "us.anthropic.claude-sonnet-4-20250514-v1:0";
        var refused = Recorded(status => status == 400).Where(recording => Url(recording).Contains(Profile, StringComparison.Ordinal)).ShouldHaveSingleItem();
        refused.ShouldNotBeNull();
        var counted = Recorded(status => status == 200).Where(recording => recording.Provider == "bedrock").Select(Url).Distinct().ShouldHaveSingleItem();
        new BedrockConverseDialect().CountAddress(endpoint, Profile).AbsoluteUri.ShouldBe(counted);
        new BedrockInvokeDialect().CountAddress(endpoint, Profile).AbsoluteUri.ShouldBe(counted);
        new BedrockConverseDialect().CountAddress(endpoint, "global.anthropic.claude-haiku-5-5").AbsolutePath.ShouldBe("/model/anthropic.claude-haiku-5-5/count-tokens");
    }

    private static ICountsTokens Of(Recording recording) => recording.Provider switch
    {
        "bedrock" => new BedrockConverseDialect(),
        "openai" => new OpenAiResponsesDialect(),
        _ => new GeminiDialect(),
    };

    private static string Url(Recording recording)
    {
        using var headers = JsonDocument.Parse(recording.Bytes("headers.json"));
        return headers.RootElement.GetProperty("url").GetString()!;
    }

    private static List<Recording> Recorded(Func<int, bool> hasStatus)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        return [.. SharedData.Recordings().Where(recording => recording.Api is "count-tokens" or "responses-input-tokens"
            && recording.Provider != "anthropic" && hasStatus(recording.Status))];
    }
}
