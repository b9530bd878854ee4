using Dragoman.Testing;

namespace Dragoman.EndToEnd.Fakes;

public sealed class SharedDataTests
{
    [Fact]
    public void The_reference_data_is_enumerated_where_it_is_there()
    {
        if (!SharedData.Exists)
        {
            Assert.Skip(SharedData.Missing);
        }

        SharedData.Recordings().Count.ShouldBeGreaterThan(800);
        SharedData.Recordings().ShouldContain(recording => recording.Provider == "openai" && recording.Stream == "sse" && recording.Has("stream.sse"));
        SharedData.Captures().Count.ShouldBeGreaterThan(25);
        SharedData.Transcripts().ShouldNotBeEmpty();
    }

    [Fact]
    public void Requests_of_the_real_cli_are_no_violation_of_the_messages_api()
    {
        if (!SharedData.Exists)
        {
            Assert.Skip(SharedData.Missing);
        }

        foreach (var capture in SharedData.Captures().Where(capture => capture.Path.StartsWith("/v1/messages?", StringComparison.Ordinal)))
        {
            var refusals = StrictAnthropic.CheckBody(capture.Body).Where(refusal => !refusal.Message.Contains("signature", StringComparison.Ordinal));
            refusals.Select(refusal => refusal.Message).ShouldBeEmpty(capture.Name);
        }
    }

    [Fact]
    public void Recorded_chat_requests_that_openai_accepted_are_no_violation()
    {
        if (!SharedData.Exists)
        {
            Assert.Skip(SharedData.Missing);
        }

        var accepted = SharedData.Recordings().Where(recording =>
            recording is { Provider: "openai", Api: "chat", Status: 200 } && recording.Has("request.json")).ToList();
        accepted.Count.ShouldBeGreaterThan(30);
        foreach (var recording in accepted)
        {
            StrictOpenAi.CheckBody(recording.Bytes("request.json")).Select(refusal => refusal.Message).ShouldBeEmpty(recording.Case);
        }
    }
}
