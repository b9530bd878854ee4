using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Testing;

namespace Dragoman.Tests.Hops;

/// <summary>
/// A client's side of one session as Claude Code keeps it: every block that came is sent again on each later turn, whoever minted it.
/// Bodies are put together as text, so that a test knows each byte that an upstream should get.
/// </summary>
internal sealed class HopSession(string display = "summarized")
{
    private const string Tools =
        """[{"name":"Read","description":"Reads a file.","input_schema":{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}},{"name":"mcp__files__Edit","description":"Edits a file.","input_schema":{"type":"object","properties":{"path":{"type":"string"},"edit":{"type":"object"}},"required":["path"]}}]""";

    private readonly List<HopMessage> _messages = [];

    /// <summary>The answers so far.</summary>
    public List<FoldedMessage> Answers { get; } = [];

    /// <summary>The messages so far; a test may change their blocks.</summary>
    public IReadOnlyList<HopMessage> Messages => _messages;

    /// <summary>The body of the next turn.</summary>
    /// <param name="model">What is asked for.</param>
    /// <param name="keeps">Which blocks stand in it; null for all.</param>
    public string Body(string model, Func<string, bool>? keeps = null)
    {
        var body = new StringBuilder($$"""{"model":"{{model}}","max_tokens":32000,"stream":true,"thinking":{"type":"adaptive","display":"{{display}}"},"system":[{"type":"text","text":"Work with care.","cache_control":{"type":"ephemeral"} }],"tools":{{Tools}},"messages":[""");
        for (var i = 0; i < _messages.Count; i++)
        {
            var (role, blocks) = _messages[i];
            body.Append(i > 0 ? "," : string.Empty).Append($$"""{"role":"{{role}}","content":[{{string.Join(',', blocks.Where(block => keeps?.Invoke(block) ?? true))}}]}""");
        }

        return body.Append("]}").ToString();
    }

    /// <summary>Says something, or answers every call of the last answer, and notes the answer.</summary>
    public async Task<FoldedMessage> TurnAsync(HttpClient gateway, string model)
    {
        Ask();
        using var response = await gateway.PostAsync("/v1/messages", new StringContent(Body(model), Encoding.UTF8, "application/json"));
        var told = await response.Content.ReadAsByteArrayAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"turn {Answers.Count + 1} at {model}: {Encoding.UTF8.GetString(told)}");
        var answer = AnthropicStreamGrammar.Fold(told);
        answer.Errors.ShouldBeEmpty($"turn {Answers.Count + 1} at {model}");
        answer.StreamError.ShouldBeNull($"turn {Answers.Count + 1} at {model}");
        Answers.Add(answer);
        _messages.Add(new HopMessage("assistant", [.. answer.Message["content"]!.AsArray().Select(block => block!.ToJsonString())]));
        return answer;
    }

    /// <summary>The signatures of thinking in the history, in order.</summary>
    public IEnumerable<string> Signatures => _messages.SelectMany(message => message.Blocks).Select(block => JsonNode.Parse(block)!)
        .Where(block => (string?)block["type"] == "thinking").Select(block => (string?)block["signature"] ?? string.Empty);

    // Results come in the order in which calls finished, which is not the order of the calls (H-075); one of three failed.
    private void Ask()
    {
        var calls = Answers.Count == 0 ? [] : Answers[^1].Blocks("tool_use");
        var blocks = calls.Reverse().Select((call, i) =>
            $$"""{"type":"tool_result","tool_use_id":"{{call["id"]}}","content":{{Result(i)}}{{(i % 3 == 2 ? ",\"is_error\":true" : "")}}}""").ToList();
        if (blocks.Count == 0 || Answers.Count % 4 == 0)
        {
            blocks.Add($$"""{"type":"text","text":"Go on, number {{Answers.Count}}: \u00e9 😀"}""");
        }

        _messages.Add(new HopMessage("user", blocks));
    }

    private string Result(int call) => ((Answers.Count + call) % 5) switch
    {
        0 => "\"\"",
        1 => """[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]""",
        2 => """[{"type":"text","text":"two "},{"type":"text","text":"texts"}]""",
        _ => $"\"line {Answers.Count}\\n\\tand \\\"more\\\"\"",
    };
}

/// <summary>A message as its role and the text of its blocks.</summary>
internal sealed record HopMessage(string Role, List<string> Blocks);
