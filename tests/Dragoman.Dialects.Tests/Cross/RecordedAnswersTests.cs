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
}
