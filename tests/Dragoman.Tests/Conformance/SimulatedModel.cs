using System.Text;
using System.Text.Json;
using Dragoman.Testing;

namespace Dragoman.Tests.Conformance;

/// <summary>A model that does what the checks ask for, but for one defect.</summary>
internal sealed class SimulatedModel(Defect defect = Defect.None)
{
    private readonly HashSet<string> _cached = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>How it refuses a prompt beyond its window, in its provider's words.</summary>
    public required Func<Answer> Overflow { get; init; }

    /// <summary>The window in bytes.</summary>
    public int WindowBytes { get; init; } = 200_000;

    public Answer Play(RecordedRequest request)
    {
        var body = Encoding.UTF8.GetString(request.Body);
        if (request.Body.Length > WindowBytes && defect != Defect.CutsPrompts)
        {
            return Overflow();
        }

        var prompt = request.Conversation.UserTexts.LastOrDefault() ?? string.Empty;
        var answer = Reply(request, body, prompt);
        answer.Using(Tokens(request.Conversation), 20, Cached(body));
        return defect == Defect.TruncatedStreams && prompt.Contains("from 1 to 60", StringComparison.Ordinal) ? answer.EndAfter(12) : answer;
    }

    private Answer Reply(RecordedRequest request, string body, string prompt)
    {
        bool Asks(string text) => prompt.Contains(text, StringComparison.Ordinal);

        if (request.Conversation.NewResults.Count > 0)
        {
            return Result(request, body);
        }

        if (request.Conversation.OffersTools)
        {
            return defect == Defect.NoTools ? Answer.Text("I would use a tool.") : Call(body, prompt);
        }

        if (body.Contains("heron-2284", StringComparison.Ordinal))
        {
            return Answer.Text(defect == Defect.IgnoresSystem ? "Paris" : "heron-2284");
        }

        if (Asks("one colour"))
        {
            return Answer.Text(defect == Defect.NoVision || !body.Contains("iVBORw0KGgo", StringComparison.Ordinal) ? "I see no picture." : "Red.");
        }

        return Asks("Which password") ? Answer.Text(defect == Defect.NoDocuments || !body.Contains("JVBERi0", StringComparison.Ordinal) ? "none" : "HELIOTROPE")
            : Asks("6 times 7") ? Answer.Text(defect == Defect.IgnoresSchema ? "It is 42, and even." : """{"product":42,"even":true}""")
            : Asks("from 1 to 60") ? Numbers()
            : Asks("lighthouse") ? defect == Defect.IgnoresMaxTokens ? Answer.Text("Once upon a time. The end.") : Answer.Text("Once upon a time").Finish("length")
            : Asks("one two three") ? Stopped(body)
            : Answer.Text(prompt.Contains("otter", StringComparison.Ordinal) ? "otter-5061" : "zebra-7319");
    }

    private Answer Call(string body, string prompt)
    {
        if (prompt.Contains("five files", StringComparison.Ordinal))
        {
            var all = Answer.New();
            foreach (var file in new[] { "alpha", "beta", "gamma", "delta", "epsilon" }.Take(defect == Defect.DroppedParallelCalls ? 1 : 5))
            {
                all.Call("read_file", Arguments($$"""{"path":"{{file}}.txt"}"""));
            }

            return all;
        }

        if (prompt.Contains("Hello there", StringComparison.Ordinal))
        {
            return defect == Defect.IgnoresChoice ? Answer.Text("Hello!") : Answer.Tool("note", Arguments("""{"text":"hello"}"""));
        }

        if (prompt.Contains("exactly this JSON", StringComparison.Ordinal))
        {
            return Answer.Tool("store", Arguments($$"""{"value":{{prompt[(prompt.IndexOf('\n', StringComparison.Ordinal) + 1)..]}}}"""));
        }

        if (prompt.Contains("What time", StringComparison.Ordinal))
        {
            return defect == Defect.NoEmptyCalls ? Answer.Text("It is noon.") : Answer.Tool("get_time", "{}");
        }

        return prompt.Contains("Think first", StringComparison.Ordinal) ? Thought()
            : Answer.Tool("get_weather", Arguments("""{"city":"Oslo"}"""));
    }

    private Answer Thought()
    {
        var answer = Answer.New().Think("North ", "first.").Call("read_sensor", Arguments("""{"name":"north"}"""));
        return defect == Defect.LostSignature ? answer.Unsigned() : answer;
    }

    private Answer Result(RecordedRequest request, string body)
    {
        var text = request.Conversation.NewResults[^1].Text;
        return text.Contains("48213", StringComparison.Ordinal) ? Answer.Text(defect == Defect.IgnoresResults ? "I do not know." : "It is 48,213.")
            : text.Contains("EQ-9917", StringComparison.Ordinal) ? Answer.Text(defect == Defect.IgnoresErrors ? "All is well." : "It failed with EQ-9917.")
            : body.Contains("iVBORw0KGgo", StringComparison.Ordinal) ? Answer.Text(defect == Defect.NoVision ? "I see nothing." : "Blue")
            : Answer.Text("Now the south.");
    }

    private string Arguments(string json) => defect switch
    {
        Defect.EmptyArguments => "{}",
        Defect.MangledArguments => string.Concat(json.Select(c => c < 128 ? c : '?')),
        _ => json,
    };

    private Answer Numbers()
    {
        string[] pieces = [.. Enumerable.Range(1, 59).Select(i => $"number {i}\n"), "sixty"];
        return defect == Defect.HeldBackStream ? Answer.Text(string.Concat(pieces)) : Answer.New().Say(pieces);
    }

    private Answer Stopped(string body)
    {
        var takes = body.Contains("\"stop\":", StringComparison.Ordinal) || body.Contains("stop_sequences", StringComparison.Ordinal);
        return defect == Defect.IgnoresStopSequences || !takes ? Answer.Text("one two three four five six")
            : Answer.Text("one two three ").Finish(body.Contains("stop_sequences", StringComparison.Ordinal) ? "stop_sequence" : "stop");
    }

    // As tokenizers count prose; pictures and schemas of the checks are small beside it.
    internal static int Tokens(ConversationView said) => 20 + ((said.Instructions.Length + said.UserTexts.Sum(text => text.Length)) / 4);

    // A long prompt that came before is read from the cache.
    private int Cached(string body)
    {
        if (body.Length < 20_000)
        {
            return 0;
        }

        lock (_gate)
        {
            return _cached.Add(body) ? 0 : body.Length / 5;
        }
    }
}
