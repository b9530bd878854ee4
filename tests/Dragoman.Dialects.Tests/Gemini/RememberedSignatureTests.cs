using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>Signatures that the gateway keeps for clients that do not give them back.</summary>
public sealed class RememberedSignatureTests : ISignatureMemory
{
    private readonly Dictionary<string, byte[]> _kept = [];

    void ISignatureMemory.Remember(string key, ReadOnlySpan<byte> value) => _kept[key] = value.ToArray();

    byte[]? ISignatureMemory.Find(string key) => _kept.GetValueOrDefault(key);

    private Translation Attempt(ConversationRequest request, string provenance = "gemini", string session = "s") => new()
    {
        Request = request,
        RequestedModel = "m",
        Model = new ModelTraits { Id = Gem.Three, Reasoning = true },
        Ids = new CountingIds(),
        Envelope = Chat.Envelope,
        Provenance = provenance,
        AffinityKey = session,
        Signatures = this,
    };

    // What the client is told, and then gives back: without its thinking, or with another signature in it.
    private string Answered(string stream, Func<JsonObject, bool>? mangle = null)
    {
        using var conversation = Chat.Read(Gem.Plain);
        var attempt = Attempt(conversation);
        using var output = new ByteWriter();
        using var reader = Gem.Dialect.CreateStreamReader(attempt, new AnthropicMessagesDialect().CreateStreamWriter(attempt, output));
        reader.Feed(Encoding.UTF8.GetBytes(stream));
        reader.Complete();
        var folded = AnthropicStreamGrammar.Fold(output.Written);
        folded.Errors.ShouldBeEmpty();
        var content = folded.Message["content"]!.AsArray();
        foreach (var block in content.Where(block => block!["type"]!.GetValue<string>() == "thinking").ToList())
        {
            if (mangle?.Invoke(block!.AsObject()) != true)
            {
                content.Remove(block);
            }
        }

        return Gem.Replayed(folded);
    }

    private JsonArray Parts(string messages, string provenance = "gemini", string session = "s")
    {
        using var request = Chat.Read(Chat.Request(messages, Gem.Tools));
        using var output = new ByteWriter();
        Gem.Dialect.WriteRequest(Attempt(request, provenance, session), output).ShouldBeNull();
        return Chat.Parse(output.Written)["contents"]![1]!["parts"]!.AsArray();
    }

    private static readonly string Calls = Gem.Sse(
        Gem.Chunk(Gem.Call("Bash", """{"command":"ls"}""", "g1", "U0lH/+==")), Gem.Chunk(Gem.Call("Read", """{"file_path":"a"}""", "g2")), Gem.Chunk("", "STOP"));

    private const string Signed = """
        [{"functionCall":{"id":"g1","name":"Bash","args":{"command":"ls"}},"thoughtSignature":"U0lH/+=="},
         {"functionCall":{"id":"g2","name":"Read","args":{"file_path":"a"}}}]
        """;

    [Fact]
    public void H_114_a_dropped_signature_comes_back_on_its_call_and_on_no_sibling() => Parts(Answered(Calls)).ShouldBeJson(Signed);

    [Fact]
    public void H_114_a_mangled_signature_is_replaced_by_the_one_that_was_kept() =>
        Parts(Answered(Calls, block =>
        {
            block["signature"] = "dgm1.AAAA.BBBB";
            return true;
        })).ShouldBeJson(Signed);

    [Theory]
    [InlineData("another", "s")]
    [InlineData("gemini", "another session")]
    public void H_102_what_was_kept_is_given_to_no_other_upstream_and_no_other_session(string provenance, string session) =>
        Parts(Answered(Calls), provenance, session)[0]!["thoughtSignature"]!.GetValue<string>().ShouldBe("skip_thought_signature_validator");

    [Fact]
    public void H_114_a_lost_memory_leaves_the_documented_placeholder()
    {
        var messages = Answered(Calls);
        _kept.Clear();
        Parts(messages)[0]!["thoughtSignature"]!.GetValue<string>().ShouldBe("skip_thought_signature_validator");
    }

    [Fact]
    public void H_380_a_signature_of_the_first_piece_of_a_final_text_is_kept_with_the_text() =>
        Parts(Answered(Gem.Sse(Gem.Chunk("""{"text":"All \"do","thoughtSignature":"VFhU"}"""), Gem.Chunk(Gem.Text("ne\".\n")), Gem.Chunk("", "STOP"))))
            .ShouldBeJson("""[{"text":"All \"done\".\n","thoughtSignature":"VFhU"}]""");

    [Fact]
    public void H_380_a_signature_behind_a_final_text_is_kept_with_the_text() =>
        Parts(Answered(Gem.Sse(Gem.Chunk(Gem.Text("All done.")), Gem.Chunk("""{"text":"","thoughtSignature":"VFhU"}""", "STOP"))))
            .ShouldBeJson("""[{"text":"All done.","thoughtSignature":"VFhU"}]""");

    [Fact]
    public void H_380_a_signature_on_an_empty_part_in_front_of_a_text_comes_back_there()
    {
        var answer = Gem.Client(
            Gem.Sse(Gem.Chunk("""{"text":"","thoughtSignature":"VFhU"}"""), Gem.Chunk(Gem.Text("done")), Gem.Chunk("", "STOP")), Gem.Plain);
        Gem.Contents(Gem.Replayed(answer))[1]!["parts"].ShouldBeJson("""[{"text":"","thoughtSignature":"VFhU"},{"text":"done"}]""");
    }

    [Fact]
    public void P7_the_reader_of_a_stream_lets_go_of_the_conversation()
    {
        using var conversation = Chat.Read(Gem.Plain);
        using var reader = Gem.Dialect.CreateStreamReader(Gem.Attempt(conversation), new Told());
        reader.NeedsConversation.ShouldBeFalse();
        reader.NeedsSchemas.ShouldBeFalse();
    }
}
