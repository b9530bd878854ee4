using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Core.Configuration;
using Dragoman.Core.Runaway;
using Dragoman.Testing;

namespace Dragoman.Core.Tests.Runaway;

public sealed class RunawayBookTests
{
    private int _tokens;

    private RunawayBook Book(int capacity = 4096) => new(() => $"token-{++_tokens}", capacity);

    [Fact]
    public void N05_a_loop_is_noted_told_to_the_model_and_stopped_after_three_repeats()
    {
        var (book, talk) = (Book(), new Talk());
        var levels = Enumerable.Range(0, 5).Select(i => talk.Step("Bash", "cat x", "no such file").Look(book, i * 3000).Level).ToList();
        levels.ShouldBe([RunawayLevel.None, RunawayLevel.Warn, RunawayLevel.Note, RunawayLevel.Pause, RunawayLevel.Pause]);
        book.Pauses().ShouldHaveSingleItem().Why.ShouldBe(new RunawayVerdict(RunawayLevel.Pause, RunawayCause.Repeats, 3, "token-1"));
    }

    [Fact]
    public void N05_a_round_of_two_steps_that_repeats_is_a_loop_too()
    {
        var (book, talk) = (Book(), new Talk());
        RunawayVerdict verdict = default;
        for (var i = 0; i < 4; i++)
        {
            talk.Step("Read", "a", "one").Look(book, i * 6000);
            verdict = talk.Step("Edit", "a", "old text not found").Look(book, (i * 6000) + 3000);
        }

        (verdict.Level, verdict.Count).ShouldBe((RunawayLevel.Pause, 3));
    }

    [Fact]
    public void N05_parallel_calls_count_as_one_step()
    {
        var (book, talk) = (Book(), new Talk());
        talk.Step(("Read", "a", "1"), ("Read", "a", "1"), ("Read", "a", "1"), ("Read", "a", "1")).Look(book, 0).Level.ShouldBe(RunawayLevel.None);
        talk.Step(("Read", "a", "1"), ("Read", "b", "1")).Look(book, 1000).Level.ShouldBe(RunawayLevel.None);
    }

    [Fact]
    public void N05_other_results_other_input_and_the_clients_retry_are_no_repeats()
    {
        var (book, talk) = (Book(), new Talk());
        for (var i = 0; i < 12; i++)
        {
            talk.Step("Bash", "date", $"12:00:{i:00}").Look(book, i * 1000).Level.ShouldBe(RunawayLevel.None);
            talk.Step("Bash", $"ls {i}", "nothing").Look(book, i * 1000).Level.ShouldBe(RunawayLevel.None);
            talk.Look(book, i * 1000).Level.ShouldBe(RunawayLevel.None);
            talk.Look(book, i * 1000).Level.ShouldBe(RunawayLevel.None);
        }
    }

    [Theory]
    [InlineData("BashOutput", 1_000)]
    [InlineData("Bash", 45_000)]
    public void N05_waiting_for_something_takes_ten_times_as_long_to_become_a_loop(string tool, long pace)
    {
        var (book, talk) = (Book(), new Talk());
        var levels = Enumerable.Range(0, 40).Select(i => talk.Step(tool, "is it done", "not yet").Look(book, i * pace).Level).ToList();
        levels.Take(10).ShouldAllBe(level => level == RunawayLevel.None);
        levels[^1].ShouldBe(RunawayLevel.Pause);
    }

    [Fact]
    public void N05_a_loops_pause_ends_when_the_user_says_something_new()
    {
        var (book, talk) = (Book(), new Talk());
        for (var i = 0; i < 4; i++)
        {
            talk.Step("Bash", "x", "y").Look(book, i);
        }

        talk.Look(book, 10).Level.ShouldBe(RunawayLevel.Pause);
        talk.Say("try something else").Look(book, 20).Level.ShouldBe(RunawayLevel.None);
        talk.Step("Bash", "x", "y").Look(book, 30).Level.ShouldBe(RunawayLevel.None);
    }

    [Fact]
    public void N05_one_agents_loop_stops_that_agent_alone()
    {
        var (book, talk, other) = (Book(), new Talk(), new Talk());
        for (var i = 0; i < 4; i++)
        {
            talk.Step("Bash", "x", "y").Look(book, i, agent: "a-1");
        }

        talk.Look(book, 10, agent: "a-1").Level.ShouldBe(RunawayLevel.Pause);
        other.Step("Bash", "x", "y").Look(book, 11).Level.ShouldBe(RunawayLevel.None);
        other.Step("Bash", "x", "y").Look(book, 12, agent: "a-2").Level.ShouldBe(RunawayLevel.None);
    }

    [Fact]
    public void K09_an_agent_at_depth_six_is_refused_at_a_limit_of_five()
    {
        var book = Book();
        var talk = new Talk();
        talk.Look(book, 0).Level.ShouldBe(RunawayLevel.None);
        for (var depth = 1; depth <= 6; depth++)
        {
            var verdict = talk.Look(book, depth, agent: $"a-{depth}", parent: depth == 1 ? "" : $"a-{depth - 1}");
            (verdict.Level, verdict.Cause).ShouldBe(depth <= 5 ? (RunawayLevel.None, RunawayCause.None) : (RunawayLevel.Pause, RunawayCause.Depth));
        }

        talk.Look(book, 20, agent: "a-5", parent: "a-4").Level.ShouldBe(RunawayLevel.None);
    }

    [Fact]
    public void N05_too_many_agents_in_ten_minutes_pause_the_session()
    {
        var book = Book();
        var config = new RunawayConfig { Agents = new RunawayLevels(3, 0, 0, 5) };
        var levels = Enumerable.Range(0, 5).Select(i => new Talk().Look(book, i, config, $"a-{i}").Level).ToList();
        levels.ShouldBe([RunawayLevel.None, RunawayLevel.None, RunawayLevel.Warn, RunawayLevel.Warn, RunawayLevel.Pause]);
        new Talk().Look(book, 10, config).Cause.ShouldBe(RunawayCause.Agents);
        book.Resume("s-1").ShouldBeTrue();
        new Talk().Look(book, 700_000, config).Level.ShouldBe(RunawayLevel.None);
    }

    [Fact]
    public void N05_dollars_per_minute_of_the_whole_tree_throttle_and_then_pause()
    {
        var book = Book();
        var config = new RunawayConfig { Spend = new RunawayLevels(0, 0, 2_000_000_000, 4_000_000_000) };
        new Talk().Look(book, 0, config).Level.ShouldBe(RunawayLevel.None);
        book.Spent("key", "s-1", 10_000_000_000, 1_000);
        new Talk().Look(book, 2_000, config, "a-1").ShouldBe(new RunawayVerdict(RunawayLevel.Throttle, RunawayCause.Spend, 2_000_000_000));
        book.Spent("key", "s-1", 10_000_000_000, 3_000);
        new Talk().Look(book, 4_000, config).Level.ShouldBe(RunawayLevel.Pause);
        book.Resume("s-1");
        new Talk().Look(book, 5_000, config).Level.ShouldBe(RunawayLevel.None);
        book.Spent("key", "s-1", 10_000_000_000, 6_000);
        new Talk().Look(book, 400_000, config).Level.ShouldBe(RunawayLevel.None);
    }

    [Fact]
    public void N05_a_token_ends_one_pause_and_is_worth_nothing_afterwards()
    {
        var (book, talk) = (Book(), new Talk());
        for (var i = 0; i < 4; i++)
        {
            talk.Step("Bash", "x", "y").Look(book, i);
        }

        book.ResumeByToken("token-9").ShouldBeNull();
        book.FindToken("token-1").ShouldBe("s-1");
        book.ResumeByToken("token-1").ShouldBe("s-1");
        book.ResumeByToken("token-1").ShouldBeNull();
        book.Pauses().ShouldBeEmpty();
        talk.Look(book, 10).Level.ShouldBe(RunawayLevel.None);
    }

    [Fact]
    public void N05_sessions_least_recently_used_are_forgotten()
    {
        var book = Book(capacity: 2);
        var talk = new Talk();
        for (var i = 0; i < 4; i++)
        {
            talk.Step("Bash", "x", "y");
            Talk.Look(Encoding.UTF8.GetBytes(talk.Body), book, i, session: "old");
        }

        Talk.Look(Encoding.UTF8.GetBytes(talk.Body), book, 9, session: "b");
        Talk.Look(Encoding.UTF8.GetBytes(talk.Body), book, 9, session: "c");
        book.Pauses().ShouldBeEmpty();
        book.FindToken("token-1").ShouldBeNull();
    }

    [Fact]
    public void N05_no_healthy_session_is_stopped_or_told_anything()
    {
        var transcripts = SharedData.Transcripts();
        if (transcripts.Count == 0)
        {
            Assert.Skip(SharedData.Missing);
        }

        var turns = 0;
        foreach (var file in transcripts)
        {
            var (book, now) = (Book(), 0L);
            foreach (var body in Turns(file))
            {
                turns++;
                var verdict = Talk.Look(body, book, now += 2000, session: file);
                ((int)verdict.Level).ShouldBeLessThan((int)RunawayLevel.Note, $"{file}, turn {turns}: {verdict}");
            }
        }

        turns.ShouldBeGreaterThan(100);
    }

    // Each request that led to the transcript's last one.
    private static IEnumerable<byte[]> Turns(string file)
    {
        var request = JsonNode.Parse(File.ReadAllBytes(file))!.AsObject();
        var messages = new StringBuilder();
        foreach (var message in request["messages"]!.AsArray())
        {
            messages.Append(messages.Length > 0 ? "," : "").Append(message!.ToJsonString());
            if ((string?)message["role"] == "user")
            {
                yield return Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{{messages}}]}""");
            }
        }
    }
}
