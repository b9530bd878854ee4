using System.Text.Json;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>
/// Whatever arrives, the readers answer with what they declare: events in their grammar, a failure with a sentence, never an exception,
/// and never more memory than the input warrants. The seed and the number of a finding stand in its message.
/// </summary>
public sealed class FuzzTests
{
    private const int Seed = 503;

    private static readonly ModelTraits Model = new() { Id = "gpt-4.1", Documents = true, Reasoning = true };

    public static TheoryData<string> Dialects => [Exchange.Chat.Name, Exchange.Messages.Name];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Requests_of_any_bytes_are_read_or_refused_and_what_is_read_can_be_written(string name) =>
        Run(Seeds.Requests(Find(name)), 4_000, (body, _) =>
        {
            var dialect = Find(name);
            var failure = Exchange.TryRead(dialect, body, out var request);
            using var read = request;
            request.Arena.Length.ShouldBeLessThan((body.Length * 8) + 4_096);
            if (failure is not null)
            {
                failure.Message.ShouldNotBeNullOrWhiteSpace();
                failure.Status.ShouldBeInRange(400, 499);
                return;
            }

            foreach (var to in new IDialect[] { Exchange.Chat, Exchange.Messages })
            {
                using var output = new ByteWriter();
                if (to.WriteRequest(Exchange.Attempt(request, model: Model), output) is { } refused)
                {
                    refused.Message.ShouldNotBeNullOrWhiteSpace();
                    continue;
                }

                output.Length.ShouldBeLessThan((body.Length * 8) + 16_384);
                // What is wrong between the brackets of a value that nobody looked at is passed on for the upstream to refuse; it can never
                // change the document around it.
                (IsJson(body) ? IsJson(output.Written.ToArray()) : IsBalanced(output.Written)).ShouldBeTrue();
            }
        });

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Streams_of_any_bytes_raise_events_in_their_grammar_and_are_told_in_the_other_dialects_grammar(string name) =>
        Run(Seeds.Streams(Find(name)), 3_000, (body, random) =>
        {
            var (from, to) = (Find(name), Other(name));
            using var request = Exchange.Read(to, to == Exchange.Chat ? Exchange.SmallChat : Exchange.SmallMessages);
            using var output = new ByteWriter();
            var attempt = Exchange.Attempt(request);
            var heard = new SpokenSink(to.CreateStreamWriter(attempt, output));
            using var reader = from.CreateStreamReader(attempt, heard);
            for (var at = 0; at < body.Length;)
            {
                var length = Math.Min(random.Next(1, 2_000), body.Length - at);
                reader.Feed(body.AsSpan(at, length));
                at += length;
            }

            if (random.Next(4) == 0)
            {
                reader.Break(new Failure(FailureCause.Timeout, 504, "silence"));
            }

            reader.Complete();
            Judge(reader.EarlyFailure, heard, output, to, body.Length, asStream: true);
        });

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Whole_answers_of_any_bytes_are_told_or_are_a_failure(string name) =>
        Run(Seeds.Answers(Find(name)), 3_000, (body, _) =>
        {
            var (from, to) = (Find(name), Other(name));
            using var request = Exchange.Read(to, to == Exchange.Chat ? Exchange.SmallChat : Exchange.SmallMessages);
            using var output = new ByteWriter();
            var attempt = Exchange.Attempt(request);
            var heard = new SpokenSink(to.CreateAnswerWriter(attempt, output));
            Judge(from.ReadAnswer(body, attempt, heard), heard, output, to, body.Length, asStream: false);
        });

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Errors_of_any_bytes_and_status_are_a_failure_with_a_sentence(string name) =>
        Run(Seeds.Errors, 3_000, (body, random) =>
        {
            var failure = Find(name).ReadError(random.Next(300, 600), body, random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(100)) : null);

            failure.Message.ShouldNotBeNullOrWhiteSpace();
            failure.Status.ShouldBeInRange(400, 599);
            foreach (var dialect in new IDialect[] { Exchange.Chat, Exchange.Messages })
            {
                using var output = new ByteWriter();
                dialect.WriteError(failure, "req_1", output);
                output.Length.ShouldBeLessThan((body.Length * 8) + 4_096);
                using var document = JsonDocument.Parse(output.WrittenMemory);
            }
        });

    private static void Judge(Failure? failure, SpokenSink heard, ByteWriter output, IDialect to, int length, bool asStream)
    {
        if (failure is not null)
        {
            failure.Message.ShouldNotBeNullOrWhiteSpace();
            heard.Events.ShouldBe(0, "a failure that was told before any event must raise none");
            return;
        }

        heard.Faults.ShouldBeEmpty();
        // Each event repeats the frame of a chunk, so output grows with the number of events.
        output.Length.ShouldBeLessThan((length * 20) + 16_384);
        if (heard.Spoken.Failed && !asStream)
        {
            return;
        }

        Grammar(output, to, asStream).ShouldBeEmpty();
    }

    private static bool IsJson(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1_024 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsBalanced(ReadOnlySpan<byte> json)
    {
        var cursor = new JsonCursor(json);
        cursor.ReadValue();
        return cursor.AtEnd();
    }

    private static IReadOnlyList<string> Grammar(ByteWriter output, IDialect to, bool asStream)
    {
        if (!asStream)
        {
            using var document = JsonDocument.Parse(output.WrittenMemory, new JsonDocumentOptions { MaxDepth = 1_024 });
            return [];
        }

        try
        {
            // What a model wrote as arguments is passed on as it is, be it JSON or not: the CLI lets the model try again (H-220).
            var errors = to == Exchange.Messages ? AnthropicStreamGrammar.Fold(output.Written).Errors : OpenAiStreamFold.Fold(output.Written).Errors;
            return [.. errors.Where(error => error is not ("tool arguments are incomplete" or "tool arguments are no JSON object"))];
        }
        catch (InvalidOperationException e) when (e.Message.Contains("UTF-16", StringComparison.Ordinal))
        {
            // Half a character is passed on as it came: the other half may come with the next piece. The fold cannot hold it.
            return [];
        }
    }

    private static void Run(IReadOnlyList<byte[]> seeds, int count, Action<byte[], Random> check)
    {
        var faults = new List<string>();
        for (var i = 0; i < count && faults.Count < 5; i++)
        {
            // Each round has its own seed, so that one finding can be looked at alone.
            var mutator = new Mutator(Seed + (i * 7_919));
            var body = mutator.Damage(seeds);
            try
            {
                check(body, mutator.Random);
            }
            catch (Exception e)
            {
                faults.Add($"round {i}: {e.GetType().Name}: {e.Message}\n{Convert.ToBase64String(body)}\n{e.StackTrace}");
            }
        }

        Faults.None(faults);
    }

    private static IDialect Find(string name) => name == Exchange.Chat.Name ? Exchange.Chat : Exchange.Messages;

    private static IDialect Other(string name) => name == Exchange.Chat.Name ? Exchange.Messages : Exchange.Chat;
}
