using System.Text;
using System.Text.Json;

namespace Dragoman.EndToEnd.Inbound;

/// <summary>
/// The official clients of every inbound dialect through the real gateway to strict providers, never of the client's own dialect
/// alone (A02, E05): what the client makes of it is compared, not what is on the wire.
/// </summary>
public sealed class OfficialClientTests(ClientHouse house) : IClassFixture<ClientHouse>
{
    /// <summary>Client and route; the route's name says which dialect stands behind it.</summary>
    public static TheoryData<string, string> Clients => new()
    {
        { "openai-chat", "claude" },
        { "openai-chat", "gpt" },
        { "openai-responses", "claude" },
        { "openai-responses", "gpt" },
        { "gemini", "claude" },
        { "gemini", "gpt" },
        { "anthropic", "gpt" },
        { "bedrock", "gpt" },
        { "bedrock", "claude" },
        { "bedrock-signed", "gpt" },
        { "vertex", "gpt" },
        { "vertex", "claude" },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task E05_a_whole_answer_is_what_the_client_expects(string client, string model)
    {
        var told = await RunAsync(client, "whole", model);
        told.GetProperty("text").GetString().ShouldBe("Hello Grüße 👋");
        told.GetProperty("stop").GetString().ShouldBe(Stop(client, tools: false));
        ShouldHaveUsage(told);
        ShouldEcho(told, client, model);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task E05_a_stream_arrives_in_its_pieces_and_adds_up(string client, string model)
    {
        var told = await RunAsync(client, "stream", model);
        told.GetProperty("text").GetString().ShouldBe("Hello Grüße 👋");
        told.GetProperty("deltas").GetInt32().ShouldBe(3);
        told.GetProperty("stop").GetString().ShouldBe(Stop(client, tools: false));
        ShouldHaveUsage(told);
        ShouldEcho(told, client, model);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task E05_two_calls_in_one_answer_and_their_results_make_the_round(string client, string model)
    {
        var told = await RunAsync(client, "tools", model);
        var first = told.GetProperty("first");
        first.GetProperty("text").GetString().ShouldBe("Let me see. ");
        first.GetProperty("stop").GetString().ShouldBe(Stop(client, tools: true));
        first.GetProperty("calls").EnumerateArray()
            .Select(call => $"{call.GetProperty("name").GetString()} {call.GetProperty("input").GetProperty("city").GetString()}")
            .ShouldBe(["weather Wien", "time Oslo"]);
        told.GetProperty("last").GetProperty("text").GetString()!.ShouldContain("weather of Wien: fine");
        told.GetProperty("last").GetProperty("text").GetString()!.ShouldContain("time of Oslo: fine");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task E05_a_picture_reaches_the_provider(string client, string model)
    {
        var told = await RunAsync(client, "image", model);
        told.GetProperty("text").GetString().ShouldBe("Hello Grüße 👋");
        house.Requests(model).ShouldContain(request => request.Conversation.Mentions("what is this")
            && Encoding.UTF8.GetString(request.Body).Contains("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task E05_a_limit_at_the_provider_is_the_error_that_the_client_knows(string client, string model)
    {
        var error = (await RunAsync(client, "error", model)).GetProperty("error");
        error.GetProperty("status").GetInt32().ShouldBe(429);
        error.GetProperty("message").GetString()!.ShouldContain("Too many requests for now");
        error.GetProperty("type").GetString().ShouldBe(client == "gemini" ? "ApiError" : "RateLimitError");
        if (client != "gemini")
        {
            error.GetProperty("retryAfter").GetString().ShouldBe("7");
        }
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task H_324_a_stream_that_breaks_off_is_an_error_for_the_client_never_an_answer(string client, string model)
    {
        var told = await RunAsync(client, "broken", model);
        told.TryGetProperty("error", out _).ShouldBeTrue(told.ToString());
    }

    [Theory]
    [InlineData("openai-chat")]
    [InlineData("gemini")]
    [InlineData("anthropic")]
    public async Task E05_the_models_are_listed_as_the_client_reads_them(string client)
    {
        var told = await RunAsync(client, "models", "claude");
        told.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!).ShouldContain(id => id.EndsWith("claude", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openai-responses")]
    [InlineData("gemini")]
    [InlineData("anthropic")]
    [InlineData("vertex")]
    public async Task A02_tokens_are_counted_as_the_client_asks_for_it(string client)
    {
        var told = await RunAsync(client, "count", "gpt");
        told.GetProperty("tokens").GetInt64().ShouldBeInRange(1, 50);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task E05_a_wrong_key_is_the_clients_own_error(string client, string model)
    {
        var told = await OfficialClient.RunAsync(client, "whole", house.Gateway.BaseUrl, "wrong", model);
        var error = told.GetProperty("error");
        error.GetProperty("status").GetInt32().ShouldBe(client.StartsWith("bedrock", StringComparison.Ordinal) ? 403 : 401);
        error.GetProperty("message").GetString()!.ShouldContain("DRAGOMAN_KEY");
    }

    private async Task<JsonElement> RunAsync(string client, string scenario, string model)
    {
        var told = await OfficialClient.RunAsync(client, scenario, house.Gateway.BaseUrl, house.Gateway.Key, model);
        house.Violations.ShouldBeEmpty();
        return told;
    }

    private static string Stop(string client, bool tools) => client switch
    {
        "openai-chat" => tools ? "tool_calls" : "stop",
        "openai-responses" => "completed",
        "gemini" => "STOP",
        _ => tools ? "tool_use" : "end_turn",
    };

    private static void ShouldHaveUsage(JsonElement told)
    {
        var usage = told.GetProperty("usage");
        usage.GetProperty("input").GetInt64().ShouldBe(1000);
        usage.GetProperty("output").GetInt64().ShouldBe(20);
        usage.GetProperty("cached").GetInt64().ShouldBe(800);
    }

    private static void ShouldEcho(JsonElement told, string client, string model) =>
        told.GetProperty("model").GetString().ShouldBe(model, $"{client} reads the name that it asked for (H-207)");
}
