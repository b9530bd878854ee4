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

    public static PairClient Of(string name) => name switch
    {
        "messages" => new MessagesPairClient(),
        "chat" => new ChatPairClient(),
        _ => new ResponsesPairClient(),
    };

    /// <summary>Where its requests go.</summary>
    public abstract string Path { get; }

    /// <summary>A request with a history.</summary>
    public abstract JsonObject Body(string model, string row);

    /// <summary>What a whole answer says.</summary>
    public abstract Heard Hear(JsonNode answer);

    public static int CallCount(string row) => row switch { "text" => 0, "five calls" => 5, _ => 1 };

    /// <summary>The arguments of the i-th call of a history.</summary>
    protected static string Arguments(int call) => $$"""{"path":"f{{call}}.cs","old":"a\"b\\c"}""";

    protected static string Result(string row, int call) => row switch
    {
        "error result" => "no such file 4711",
        "empty result" => string.Empty,
        _ => $"result {call}",
    };

    public static async Task<(int Status, string Text)> PostAsync(HttpClient gateway, string path, JsonObject body)
    {
        using var response = await gateway.PostAsync(path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    protected static JsonNode Schema() => JsonNode.Parse("""{"type":"object","properties":{"path":{"type":"string"},"old":{"type":"string"},"deep":{"type":"object"}}}""")!;

    protected static JsonNode Json(object value) => JsonSerializer.SerializeToNode(value)!;
}

/// <summary>What an answer said.</summary>
internal sealed record Heard(string Text, IReadOnlyList<(string Id, string Name, string Arguments)> Calls, string? Stop, long Input, long Output);
