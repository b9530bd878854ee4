using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>Bodies to start from: a few made here, and small recorded ones where the reference data is there.</summary>
internal static class Seeds
{
    private const int Largest = 6_000;

    public static IReadOnlyList<byte[]> Requests(IDialect dialect) => dialect == Exchange.Chat
        ? [.. Made(ChatRequests), .. Recorded("chat", "request.json")]
        : [.. Made(MessagesRequests), .. Recorded("messages", "request.json")];

    public static IReadOnlyList<byte[]> Streams(IDialect dialect) =>
        [Told(dialect, asStream: true), .. Recorded(dialect == Exchange.Chat ? "chat" : "messages", "stream.sse")];

    public static IReadOnlyList<byte[]> Answers(IDialect dialect) =>
        [Told(dialect, asStream: false), .. Recorded(dialect == Exchange.Chat ? "chat" : "messages", "response.json")];

    public static IReadOnlyList<byte[]> Errors { get; } = Made(
    [
        """{"error":{"message":"This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""",
        """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}""",
        """[{"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED"}}]""",
        "<html><body>502 Bad Gateway</body></html>",
        """{"detail":"Not Found"}""",
        """{"message":"no","object":"error","type":"x","code":3230}""",
        "",
    ]);

    private static readonly string[] ChatRequests =
    [
        """
        {"model":"m","stream":true,"max_completion_tokens":9,"stop":["a"],"tools":[{"type":"function","function":{"name":"n","description":"d","parameters":{"type":"object","properties":{"a":{"type":"string"}}}}},{"type":"custom","custom":{"name":"c"}}],
        "tool_choice":{"type":"function","function":{"name":"n"}},"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object"}}},"reasoning_effort":"low",
        "messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"t\u00e9"},{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}},{"type":"file","file":{"filename":"f","file_data":"data:application/pdf;base64,QUJD"}}]},
        {"role":"assistant","content":null,"reasoning_content":"r","tool_calls":[{"id":"1","type":"function","function":{"name":"n","arguments":"{\"a\":\"\\u00e9\"}"}},{"id":"2","type":"custom","custom":{"name":"c","input":"free"}}]},
        {"role":"tool","tool_call_id":"1","content":"r"},{"role":"tool","tool_call_id":"2","content":[{"type":"text","text":"q"}]},{"role":"developer","content":"late"}]}
        """,
        Encoding.UTF8.GetString(Exchange.SmallChat),
    ];

    private static readonly string[] MessagesRequests =
    [
        """
        {"model":"m","max_tokens":9,"stream":true,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"thinking":{"type":"adaptive"},"output_config":{"effort":"low"},"metadata":{"user_id":"u"},
        "tools":[{"name":"n","description":"d","input_schema":{"type":"object","properties":{"a":{"type":"string"}}}},{"name":"h","input_schema":{"type":"object"},"defer_loading":true},{"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"auto","disable_parallel_tool_use":true},
        "messages":[{"role":"user","content":[{"type":"text","text":"t\u00e9"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"QUJD"}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"doc"}}]},{"role":"system","content":"mid","output_config":{"effort":"high"}},
        {"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"y"},{"type":"text","text":"a"},{"type":"tool_use","id":"1","name":"n","input":{"a":"\u00e9"}},{"type":"tool_use","id":"2","name":"n","input":{}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"2","content":[{"type":"text","text":"q"},{"type":"tool_reference","tool_name":"h"}]},{"type":"tool_result","tool_use_id":"1","is_error":true,"content":"r"},{"type":"text","text":"go"}]}]}
        """,
        Encoding.UTF8.GetString(Exchange.SmallMessages),
    ];

    private static byte[] Told(IDialect dialect, bool asStream)
    {
        using var request = Exchange.Read(dialect, dialect == Exchange.Chat ? Exchange.SmallChat : Exchange.SmallMessages);
        using var output = new ByteWriter();
        var attempt = Exchange.Attempt(request);
        new Script(asStream ? dialect.CreateStreamWriter(attempt, output) : dialect.CreateAnswerWriter(attempt, output))
            .Start().Thinking("th", "ink").Text("a\\u00e9", "b").Call("c1", "Bash", "{\\\"x\\\"", ":1}").Call("c2", "Read", "{}").Finish(StopReason.ToolUse);
        return output.Written.ToArray();
    }

    private static byte[][] Made(string[] bodies) => [.. bodies.Select(Encoding.UTF8.GetBytes)];

    private static IEnumerable<byte[]> Recorded(string api, string file) => SharedData.Recordings()
        .Where(recording => recording.Api == api && recording.Has(file))
        .Select(recording => recording.Bytes(file))
        .Where(body => body.Length is > 0 and < Largest);
}
