using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Edits;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.Edits;

/// <summary>Edits that are held against the file as the conversation shows it (N15).</summary>
public sealed class EditPreflightTests
{
    private const string Shown = "1\tdef a():  \n2\t    return 1\n3\t\n4\tdef b():\n5\t    return 1\n6\t";
    private const string Arrows = "     1→def a():  \n     2→    return 1\n     3→\n     4→def b():\n     5→    return 1\n     6→\n\n<system-reminder>\nBe careful.\n</system-reminder>\n";

    private static readonly string Tools = """
        "tools":[{"name":"Edit","input_schema":{"type":"object","properties":{"file_path":{"type":"string"},"old_string":{"type":"string"},
        "new_string":{"type":"string"},"replace_all":{"type":"boolean"}},"required":["file_path","old_string","new_string"],"additionalProperties":false}}]
        """;

    [Theory]
    [InlineData("4\tdef b():\n5\t    return 1", "4\tdef b():\n5\t    return 2", "def b():\n    return 1", "def b():\n    return 2")]
    [InlineData("     4→def b():\n     5→    return 1", "def b():\n    return 2", "def b():\n    return 1", "def b():\n    return 2")]
    [InlineData("4\tdef b():\n", "4\tdef c():\n4\tdef d():\n", "def b():\n", "def c():\ndef d():\n")]
    [InlineData("2\t    return 1\n3\n4\tdef b():", "", "    return 1\n\ndef b():", "")]
    [InlineData("def a():\n    return 1", "def a():\n    return 3", "def a():  \n    return 1", "def a():\n    return 3")]
    [InlineData("def b():  \n    return 1\t", "x", "def b():\n    return 1", "x")]
    [InlineData("def b():\r\n    return 1\r\n", "y\n", "def b():\n    return 1\n", "y\n")]
    [InlineData("1\tdef a():\n2\t    return 1", "z", "def a():  \n    return 1", "z")]
    public void N15_an_edit_is_written_as_the_file_has_it_where_one_place_is_meant(string old, string replacement, string meantOld, string meantNew)
    {
        foreach (var shown in new[] { Shown, Arrows })
        {
            var given = Call(old, replacement);
            var meant = Call(meantOld, meantNew);
            JsonNode.DeepEquals(JsonNode.Parse(Repaired(given, Read(shown))!), JsonNode.Parse(meant)).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("def a():  \n    return 1", "x", "it stands there")]
    [InlineData("    return 1", "x", "it stands there twice, and Claude Code says so")]
    [InlineData("2\t    return 1", "x", "without its number it stands there twice")]
    [InlineData("def c():", "x", "it stands nowhere")]
    [InlineData("4\tdef b():\n7\t    return 1", "x", "those are no numbers of lines")]
    [InlineData("4\tdef b():\n    return 1", "x", "only some lines have numbers")]
    [InlineData("4\tdef b():", "4\tdef c():\ndef d():", "only some lines of the new text have numbers")]
    [InlineData("4\tdef b():", "def b():", "nothing would change")]
    [InlineData("def  ", "x", "the blanks stand within a line")]
    [InlineData("  \n", "x", "there is nothing but blanks")]
    public void N15_where_it_is_not_known_what_is_meant_an_edit_stays_as_it_is(string old, string replacement, string why) =>
        Repaired(Call(old, replacement), Read(Shown)).ShouldBeNull(why);

    [Fact]
    public void N15_all_occurrences_may_be_meant()
    {
        var given = Call("2\t    return 1", "2\t    return 2", all: true);
        JsonNode.DeepEquals(JsonNode.Parse(Repaired(given, Read(Shown))!), JsonNode.Parse(Call("    return 1", "    return 2", all: true))).ShouldBeTrue();
    }

    [Fact]
    public void N15_members_that_are_not_repaired_keep_their_bytes()
    {
        var given = """{ "new_string" : "c", "extra":1.50, "old_string":"4\tdef b():", "file_path":"/a.py" }""";
        Repaired(given, Read(Shown)).ShouldBe("""{ "new_string" : "c", "extra":1.50, "old_string":"def b():", "file_path":"/a.py" }""");
    }

    [Fact]
    public void N15_what_was_edited_and_written_since_is_known()
    {
        var numbered = Call("4\tdef n():", "m");
        Repaired(numbered, Read(Shown), Step("Edit", Call("def b():", "def n():"), "done")).ShouldNotBeNull();
        Repaired(numbered, Step("Write", """{"file_path":"/a.py","content":"def n():\n"}""", "done")).ShouldNotBeNull();
        Repaired(numbered, Read(Shown), Step("Edit", Call("def b():", "def n():"), "String not found", isError: true)).ShouldBeNull();
        Repaired(Call("4\tdef b():", "m"), Read(Shown), Step("Edit", Call("x", "y"), "String not found", isError: true)).ShouldNotBeNull();
        Repaired(Call("4\tdef b():", "m"), Read(Shown), Step("Read", """{"file_path":"/a.py"}""", "File unchanged since last read.")).ShouldNotBeNull();
    }

    [Fact]
    public void N15_a_file_that_may_be_otherwise_than_it_was_shown_is_not_known()
    {
        var numbered = Call("4\tdef b():", "m");
        Repaired(numbered, Read(Shown)).ShouldNotBeNull();
        Repaired(numbered).ShouldBeNull("it was not read");
        Repaired(numbered, Read(Shown, "/b.py")).ShouldBeNull("another file was read");
        Repaired(numbered, Step("Read", """{"file_path":"/a.py","offset":1}""", Shown)).ShouldBeNull("a part was read");
        Repaired(numbered, Read("4\tdef b():")).ShouldBeNull("the beginning is missing");
        Repaired(numbered, Read(Shown + "\n... [12 lines truncated] ...")).ShouldBeNull("the end is missing");
        Repaired(numbered, Read(Shown), Read("File does not exist.", isError: false)).ShouldBeNull("it is gone");
        Repaired(numbered, Read(Shown), Step("Edit", Call("return 1", "return 2"), "done")).ShouldBeNull("an edit that cannot be followed");
        Repaired(numbered, Read(Shown), Step("Edit", Call("def a", "def c \n"), "done")).ShouldBeNull("blanks that Claude Code takes off");
        Repaired(numbered, Read(Shown), Step("Edit", Call("x", "y"), "File has been modified since read, either by the user", isError: true)).ShouldBeNull();
        Repaired(numbered, Read(Shown), """{"role":"user","content":"<system-reminder>Note: /a.py changed on disk since you last read it.</system-reminder>"}""").ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void N15_the_client_gets_the_edit_that_was_meant_and_the_record_says_so(bool forgets)
    {
        using var conversation = Chat.Read(Chat.Request("[" + Conversation(Read(Shown)) + "]", Tools));
        var told = new Told();
        var attempt = Chat.Attempt(conversation, new OpenAiChatProfile { RepairArguments = true });
        using var reader = new OpenAiChatDialect().CreateStreamReader(attempt, told);
        Streams.Feed(reader, Encoding.UTF8.GetBytes(Streams.Sse(Streams.Delta("""{"content":"I edit."}"""))), 50);
        using var small = forgets ? attempt.ForgetConversation(reader.NeedsSchemas, reader.NeedsFiles) : null;
        Streams.Feed(reader, Encoding.UTF8.GetBytes(Streams.Sse(
            Streams.Call(0, "a", "Edit", Call("4\tdef b():", "4\tdef c():")),
            Streams.Call(1, "b", "Edit", Call("5\t    return 1", "5\t    return 7")),
            Streams.Delta("{}", "tool_calls"),
            Streams.Done)), 50);
        JsonNode.DeepEquals(JsonNode.Parse(told.Calls[0].Text), JsonNode.Parse(Call("def b():", "def c():"))).ShouldBeTrue();
        // The first edit changes the file that the second one is about.
        told.Calls[1].Text.ShouldBe(Call("5\t    return 1", "5\t    return 7"));
        attempt.Losses.ToString().ShouldBe("tool_arguments:remapped");
    }

    [Fact]
    public void A_waiting_stream_keeps_no_more_of_the_files_than_it_has_room_for()
    {
        var large = string.Join('\n', Enumerable.Range(1, 1900).Select(i => $"{i}\t{new string('x', 30)}"));
        using var conversation = Chat.Read(Chat.Request("[" + Conversation(Read(large, "/large"), Read(Shown)) + "]", Tools));
        using var small = conversation.ForAnswer(keepSchemas: true, keepFiles: true);
        small.Arena.Length.ShouldBeLessThan(4096);
        using var output = new ByteWriter();
        EditPreflight.TryRepair(small, Encoding.UTF8.GetBytes(Call("4\tdef b():", "m")), output).ShouldBeTrue();
    }

    private static string? Repaired(string arguments, params string[] messages)
    {
        using var conversation = Chat.Read(Chat.Request("[" + Conversation(messages) + "]", Tools));
        using var output = new ByteWriter();
        return EditPreflight.TryRepair(conversation, Encoding.UTF8.GetBytes(arguments), output) ? Encoding.UTF8.GetString(output.Written) : null;
    }

    private static string Conversation(params string[] messages)
    {
        var text = new StringBuilder("""{"role":"user","content":"Go."}""");
        for (var i = 0; i < messages.Length; i++)
        {
            text.Append(',').Append(messages[i].Replace("$ID", "toolu_" + i, StringComparison.Ordinal));
        }

        return text.ToString();
    }

    private static string Read(string shown, string path = "/a.py", bool isError = false) =>
        Step("Read", new JsonObject { ["file_path"] = path }.ToJsonString(), shown, isError);

    private static string Step(string tool, string input, string result, bool isError = false) =>
        $$"""
        {"role":"assistant","content":[{"type":"tool_use","id":"$ID","name":"{{tool}}","input":{{input}}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"$ID","is_error":{{(isError ? "true" : "false")}},"content":{{JsonValue.Create(result)!.ToJsonString()}}}]}
        """;

    private static string Call(string old, string replacement, bool all = false)
    {
        var call = new JsonObject { ["file_path"] = "/a.py", ["old_string"] = old, ["new_string"] = replacement };
        if (all)
        {
            call["replace_all"] = true;
        }

        return call.ToJsonString();
    }
}
