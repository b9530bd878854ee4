using System.Text;
using Dragoman.DataPlane;
using Dragoman.Dialects.Conversation;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

public sealed class RefusalMemoryTests
{
    private static readonly Failure Refusal = new(FailureCause.InvalidRequest, 400, "Invalid value for 'temperament'.");

    private readonly ManualTimeProvider _clock = new();
    private readonly RefusalMemory _memory;

    public RefusalMemoryTests() => _memory = new RefusalMemory(_clock);

    [Fact]
    public void H_253_the_same_request_of_the_same_agent_is_refused_again_without_asking()
    {
        _memory.Note("session", "v1\nopenai", "body"u8, Refusal);
        _memory.Find("session", "v1\nopenai", "body"u8).ShouldBe(Refusal);
    }

    [Theory]
    [InlineData("other session", "v1\nopenai", "body")]
    [InlineData("session", "v2\nopenai", "body")]
    [InlineData("session", "v1\nazure", "body")]
    [InlineData("session", "v1\nopenai", "another body")]
    public void Anything_else_is_asked_for(string agent, string place, string body)
    {
        _memory.Note("session", "v1\nopenai", "body"u8, Refusal);
        _memory.Find(agent, place, Encoding.UTF8.GetBytes(body)).ShouldBeNull();
    }

    [Fact]
    public void A_refusal_is_forgotten_before_a_person_could_have_mended_it()
    {
        _memory.Note("session", "v1\nopenai", "body"u8, Refusal);
        _clock.Advance(TimeSpan.FromSeconds(10.1));
        _memory.Find("session", "v1\nopenai", "body"u8).ShouldBeNull();
    }

    [Theory]
    [InlineData(FailureCause.RateLimit)]
    [InlineData(FailureCause.PromptTooLong)]
    [InlineData(FailureCause.Upstream)]
    public void What_may_pass_the_next_time_is_not_remembered(FailureCause cause)
    {
        _memory.Note("session", "v1\nopenai", "body"u8, new Failure(cause, 500, "no"));
        _memory.Find("session", "v1\nopenai", "body"u8).ShouldBeNull();
    }

    [Fact]
    public void A_client_that_names_no_session_is_always_asked_for()
    {
        _memory.Note(string.Empty, "v1\nopenai", "body"u8, Refusal);
        _memory.Find(string.Empty, "v1\nopenai", "body"u8).ShouldBeNull();
    }

    [Fact]
    public void The_memory_is_bounded()
    {
        for (var i = 0; i < 5000; i++)
        {
            _memory.Note($"session {i}", "v1\nopenai", "body"u8, Refusal);
        }

        _memory.Find("session 4999", "v1\nopenai", "body"u8).ShouldBeNull("it is full");
        _clock.Advance(TimeSpan.FromSeconds(11));
        _memory.Note("late", "v1\nopenai", "body"u8, Refusal);
        _memory.Find("late", "v1\nopenai", "body"u8).ShouldBe(Refusal);
    }
}
