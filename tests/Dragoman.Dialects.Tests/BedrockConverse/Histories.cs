namespace Dragoman.Dialects.Tests.BedrockConverse;

/// <summary>Messages with a call and its result, as Claude Code writes them.</summary>
internal static class Histories
{
    public const string CallAndResult = """
        [{"role":"user","content":"go"},
         {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"ls"}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"a.txt"}]}]
        """;

    public static string Of(string calls, string results) =>
        $$"""[{"role":"user","content":"go"},{"role":"assistant","content":[{{calls}}]},{"role":"user","content":[{{results}}]}]""";

    public static string Use(string id, string name = "Bash", string input = """{"command":"ls"}""") =>
        $$"""{"type":"tool_use","id":"{{id}}","name":"{{name}}","input":{{input}}}""";

    public static string Result(string id, string content = "\"ok\"", string more = "") =>
        $$"""{"type":"tool_result","tool_use_id":"{{id}}","content":{{content}}{{more}}}""";
}
