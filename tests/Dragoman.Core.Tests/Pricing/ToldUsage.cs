using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Pricing;

/// <summary>The usage of a provider's own body, as the reader of its dialect tells it.</summary>
internal sealed class ToldUsage : IStreamSink, IIdSource
{
    private static readonly Dictionary<string, string> Content = new()
    {
        ["openai-chat"] = """{"choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}]}""",
        ["openai-responses"] = """{"object":"response","status":"completed","output":[{"type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"x","annotations":[]}]}]}""",
        ["anthropic-messages"] = """{"id":"m","type":"message","role":"assistant","content":[{"type":"text","text":"x"}],"stop_reason":"end_turn"}""",
        ["gemini"] = """{"candidates":[{"content":{"role":"model","parts":[{"text":"x"}]},"finishReason":"STOP"}]}""",
    };

    private Usage _usage;

    /// <summary>The dialect that a flavour of the vectors is written in; null where the gateway has none for it.</summary>
    public static string? DialectOf(string flavour, string provider) => flavour switch
    {
        "chat" => "openai-chat",
        "responses" => "openai-responses",
        "anthropic" => "anthropic-messages",
        "default" when provider is "groq" or "mistral" => "openai-chat",
        "default" when provider == "anthropic" => "anthropic-messages",
        "default" when provider == "google" && DialectRegistry.Find("gemini") is not null => "gemini",
        _ => null,
    };

    /// <summary>Reads a body that holds a model and its usage.</summary>
    public static Usage Read(string dialect, string body)
    {
        var whole = JsonNode.Parse(Content[dialect])!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(body)!.AsObject())
        {
            whole[name] = value?.DeepClone();
        }

        var speaks = DialectRegistry.Find(dialect)!;
        using var request = Requests.Read("""{"model":"m","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}""");
        var told = new ToldUsage();
        var failure = speaks.ReadAnswer(
            Encoding.UTF8.GetBytes(whole.ToJsonString()),
            new Translation
            {
                Request = request,
                RequestedModel = "m",
                Model = new ModelTraits { Id = "m" },
                Profile = speaks.DefaultProfile,
                Ids = told,
                Envelope = new SignatureEnvelope(new byte[32]),
                Provenance = "p",
            },
            told);
        failure.ShouldBeNull(failure?.Message);
        return told._usage;
    }

    public void On(in StreamEvent streamEvent)
    {
        if (streamEvent.Kind is StreamEventKind.Finish)
        {
            _usage = streamEvent.Usage;
        }
    }

    public void Fill(Span<byte> target) => target.Fill((byte)'0');
}
