namespace Dragoman.Dialects.Tests.Cross;

public sealed class RecordedAnswersTests
{
    [Fact]
    public void B01_every_recorded_chat_answer_says_the_same_to_a_client_of_messages() =>
        Faults.None(Retelling.Faults(Exchange.Chat, Exchange.Messages, Recordings.Chat));

    [Fact]
    public void Every_recorded_chat_answer_says_the_same_to_a_client_of_chat_completions() =>
        Faults.None(Retelling.Faults(Exchange.Chat, Exchange.Chat, Recordings.Chat));

    [Fact]
    public void Every_recorded_messages_answer_says_the_same_to_a_client_of_chat_completions() =>
        Faults.None(Retelling.Faults(Exchange.Messages, Exchange.Chat, Recordings.Messages));

    [Fact]
    public void Every_recorded_messages_answer_says_the_same_to_a_client_of_messages() =>
        Faults.None(Retelling.Faults(Exchange.Messages, Exchange.Messages, Recordings.Messages));

    [Fact]
    public void Every_expected_difference_is_still_there()
    {
        var answers = Recordings.Chat.Select(recording => (From: (IDialect)Exchange.Chat, Recording: recording))
            .Concat(Recordings.Messages.Select(recording => (From: (IDialect)Exchange.Messages, Recording: recording))).ToList();
        foreach (var (name, difference) in Oddities.All)
        {
            answers.Where(answer => answer.Recording.Case.Contains(name, StringComparison.Ordinal))
                .SelectMany(answer => new IDialect[] { Exchange.Chat, Exchange.Messages }
                    .SelectMany(to => Retelling.Faults(answer.From, to, answer.Recording.Body(), answer.Recording.IsStream())))
                .ShouldContain(fault => fault.Contains(difference, StringComparison.Ordinal), $"{name}: {difference}");
        }
    }
}
