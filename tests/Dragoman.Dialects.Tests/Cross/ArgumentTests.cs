using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>A09: what a model writes into a tool call comes out byte for byte, through requests and answers, both ways.</summary>
public sealed class ArgumentTests
{
    private const int Count = 1_000;
    private const int Seed = 20_261_120;

    [Fact]
    public void A09_a_thousand_nested_arguments_are_the_same_bytes_in_requests_both_ways()
    {
        var made = new JsonMaker(Seed);
        for (var i = 0; i < Count; i++)
        {
            var arguments = made.Object();
            var chat = ThroughChat(arguments);
            chat.ShouldBe(arguments, $"seed {Seed}, number {i}, to chat completions");
            ThroughMessages(arguments).ShouldBe(arguments, $"seed {Seed}, number {i}, to messages");
        }
    }

    [Fact]
    public void A09_a_thousand_nested_arguments_are_the_same_bytes_in_answers_both_ways()
    {
        var made = new JsonMaker(Seed + 1);
        for (var i = 0; i < Count; i++)
        {
            var arguments = made.Object();
            foreach (var (from, to) in new (IDialect, IDialect)[] { (Exchange.Chat, Exchange.Messages), (Exchange.Messages, Exchange.Chat) })
            {
                Answered(from, to, arguments, made).ShouldBe(arguments, $"seed {Seed + 1}, number {i}, {from.Name} to {to.Name}");
            }
        }
    }

    // A call in a Messages history, written for a chat host, read again.
    private static string ThroughChat(string arguments) => Through(
        Exchange.Messages,
        $$$"""
        {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"n","input":{{{arguments}}}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"r"}]}]}
        """,
        Exchange.Chat);

    private static string ThroughMessages(string arguments) => Through(
        Exchange.Chat,
        $$$"""
        {"model":"m","messages":[{"role":"user","content":"u"},{"role":"assistant","tool_calls":[{"id":"t1","type":"function","function":{"name":"n","arguments":"{{{Escaped(arguments)}}}"}}]},
         {"role":"tool","tool_call_id":"t1","content":"r"}]}
        """,
        Exchange.Messages);

    private static string Through(IDialect from, string body, IDialect to)
    {
        using var request = Exchange.Read(from, body);
        using var output = new ByteWriter();
        to.WriteRequest(Exchange.Attempt(request), output).ShouldBeNull();
        using var carried = Exchange.Read(to, output.Written.ToArray());
        foreach (var block in carried.Blocks)
        {
            if (block.Kind == BlockKind.ToolUse)
            {
                return carried.Raw(block.Input);
            }
        }

        return "(no call)";
    }

    // The same call as an answer, cut into pieces anywhere between characters, told on, and its pieces put together.
    private static string Answered(IDialect from, IDialect to, string arguments, JsonMaker made)
    {
        using var request = Exchange.Read(from, from == Exchange.Chat ? Exchange.SmallChat : Exchange.SmallMessages);
        using var told = new ByteWriter();
        new Script(from.CreateStreamWriter(Exchange.Attempt(request), told)).Start().Call("t1", "n", [.. made.Pieces(arguments).Select(Escaped)]).Finish(StopReason.ToolUse);

        using var asked = Exchange.Read(to, to == Exchange.Chat ? Exchange.SmallChat : Exchange.SmallMessages);
        using var retold = new ByteWriter();
        var attempt = Exchange.Attempt(asked);
        Retelling.Read(from, told.Written.ToArray(), isStream: true, attempt, to.CreateStreamWriter(attempt, retold)).ShouldBeTrue();

        var heard = new RawArguments();
        Retelling.Read(to, retold.Written.ToArray(), isStream: true, Exchange.Attempt(asked), heard).ShouldBeTrue();
        return heard.Text;
    }

    private static string Escaped(string plain)
    {
        using var output = new ByteWriter();
        JsonStrings.Escape(Encoding.UTF8.GetBytes(plain), output);
        return Encoding.UTF8.GetString(output.Written);
    }

    private sealed class RawArguments : IStreamSink
    {
        private readonly List<byte> _escaped = [];

        public string Text
        {
            get
            {
                using var plain = new ByteWriter();
                JsonStrings.Unescape(_escaped.ToArray(), plain);
                return Encoding.UTF8.GetString(plain.Written);
            }
        }

        public void On(in StreamEvent streamEvent)
        {
            if (streamEvent.Kind == StreamEventKind.Delta && streamEvent.Delta == DeltaKind.InputJson)
            {
                _escaped.AddRange(streamEvent.Text);
            }
        }
    }
}
