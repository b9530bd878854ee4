using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.Tests.Hops;

/// <summary>One client protocol: how a history of six kinds is said in it, and how an answer is heard.</summary>
internal abstract class PairClient
{
    public const string Png = "iVBORw0KGgo=";

    /// <summary>The rows of A06.</summary>
    public static readonly string[] Rows = ["text", "one call", "five calls", "image result", "error result", "empty result"];

    /// <summary>Every protocol that clients speak.</summary>
    public static readonly string[] Names = ["messages", "chat", "responses", "gemini", "bedrock", "vertex"];

    public static PairClient Of(string name) => name switch
    {
        "messages" => new MessagesPairClient(),
        "chat" => new ChatPairClient(),
        "responses" => new ResponsesPairClient(),
        "gemini" => new GeminiPairClient(),
        "bedrock" => new BedrockPairClient(),
        "vertex" => new VertexPairClient(),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>How it is told that calls are to be answered.</summary>
    public abstract string CallsStop { get; }

    /// <summary>Where its requests go.</summary>
    public abstract string Path(string model, bool stream);

    /// <summary>A request with a history.</summary>
    public abstract JsonObject Body(string model, string row);

    /// <summary>What a whole answer says.</summary>
    public abstract Heard Hear(JsonNode answer);

    /// <summary>What a stream says, and that it is well-formed.</summary>
    public abstract Heard HearStream(byte[] stream);

    /// <summary>Asks for a stream.</summary>
    public virtual void Stream(JsonObject body) => body["stream"] = true;

    public static int CallCount(string row) => row switch { "text" => 0, "five calls" => 5, _ => 1 };

    /// <summary>The arguments of the i-th call of a history.</summary>
    protected static string Arguments(int call) => $$"""{"path":"f{{call}}.cs","old":"a\"b\\c"}""";

    protected static string Result(string row, int call) => row switch
    {
        "error result" => "no such file 4711",
        "empty result" => string.Empty,
        _ => $"result {call}",
    };

    /// <summary>Sends a row and hears the answer.</summary>
    public async Task<Heard> AskAsync(HttpClient gateway, string model, string row, bool stream, Func<string>? explain = null)
    {
        var body = Body(model, row);
        if (stream)
        {
            Stream(body);
        }

        using var response = await gateway.PostAsync(Path(model, stream), new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        var told = await response.Content.ReadAsByteArrayAsync();
        ((int)response.StatusCode).ShouldBe(200, $"{row}: {Encoding.UTF8.GetString(told)}\n{explain?.Invoke()}");
        return stream ? HearStream(told) : Hear(JsonNode.Parse(told)!);
    }

    /// <summary>The data of a stream's events.</summary>
    protected static IEnumerable<string> Data(byte[] stream) => Encoding.UTF8.GetString(stream).Split('\n')
        .Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line["data: ".Length..].TrimEnd('\r'));

    protected static JsonNode Schema() => JsonNode.Parse("""{"type":"object","properties":{"path":{"type":"string"},"old":{"type":"string"},"deep":{"type":"object"}}}""")!;

    protected static JsonNode Json(object value) => JsonSerializer.SerializeToNode(value)!;
}

/// <summary>What an answer said.</summary>
internal sealed record Heard(string Text, IReadOnlyList<(string Id, string Name, string Arguments)> Calls, string? Stop, long Input, long Output);
