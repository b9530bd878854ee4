using System.Text;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.AnthropicMessages.Prints;
using Dragoman.Dialects.Json;
using Testing = Dragoman.Testing;

namespace Dragoman.Dialects.Tests.AnthropicMessages.Prints;

public sealed class BlockPrintTests
{
    [Fact]
    public void N07_taking_fingerprints_changes_nothing_of_what_a_scan_finds()
    {
        var captures = Testing.SharedData.Captures();
        if (captures.Count == 0)
        {
            Assert.Skip(Testing.SharedData.Missing);
        }

        var seen = 0;
        foreach (var file in Testing.SharedData.Transcripts().Select(File.ReadAllBytes).Concat(captures.Select(capture => capture.Body)))
        {
            var prints = new BlockPrints();
            if (MessagesScan.TryScan(file, out var plain, out _))
            {
                MessagesScan.TryScanAndPrint(file, prints, out var printed, out _).ShouldBeTrue();
                printed.ShouldBe(plain);
                prints.Tools.Length.ShouldBe(Math.Min(plain.ToolCount, BlockPrints.Max));
                seen++;
            }
        }

        seen.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void H_029_a_text_alone_is_the_same_as_a_list_of_one_block()
    {
        var alone = Messages("""{"role":"user","content":"hello"}""");
        var list = Messages("""{"role":"user","content":[{"type":"text","text":"hello","cache_control":{"type":"ephemeral","ttl":"1h"}}]}""");
        list[0].ShouldBe(alone[0]);
    }

    [Fact]
    public void N07_every_single_changed_byte_changes_the_fingerprint()
    {
        var text = new string('a', 300).ToCharArray();
        var known = new HashSet<ulong>();
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = 'b';
            known.Add(ByteHash.Of(Encoding.ASCII.GetBytes(text))).ShouldBeTrue();
            known.Add(ByteHash.Of(Encoding.ASCII.GetBytes(text, 0, i))).ShouldBeTrue();
            text[i] = 'a';
        }
    }

    [Fact]
    public void N07_a_tool_with_a_cache_mark_is_the_tool_without_it()
    {
        Tools("""{"name":"a","input_schema":{"x":1},"cache_control":{"type":"ephemeral"}}""")[0].ShouldBe(Tools("""{"name":"a","input_schema":{"x":1}}""")[0]);
        Tools("""{"name":"a","description":"cache_control"}""")[0].ShouldNotBe(Tools("""{"name":"a","description":"cache control"}""")[0]);
    }

    [Fact]
    public void N05_a_calls_id_is_kept_apart_from_what_it_does()
    {
        var one = Messages("""{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Bash","input":{"c":1}}]}""");
        var two = Messages("""{"role":"assistant","content":[{"type":"tool_use","id":"b","name":"Bash","input":{"c":1}}]}""");
        (two[0].Hash, two[0].Name, two[0].Kind).ShouldBe((one[0].Hash, one[0].Name, PrintKind.ToolUse));
        two[0].Whole.ShouldNotBe(one[0].Whole);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]}],"z":1}""", """{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"n\"o"}]}],"z":1}""")]
    [InlineData("""{"messages":[{"content":[ ],"role":"user"},{"role":"system","content":"s"}]}""", """{"messages":[{"content":[ {"type":"text","text":"n\"o"}],"role":"user"},{"role":"system","content":"s"}]}""")]
    public void N05_a_note_stands_behind_the_last_block_of_the_last_user_message_and_nothing_else_changes(string body, string noted)
    {
        using var output = new ByteWriter(256);
        UserNote.TryAppend(Encoding.UTF8.GetBytes(body), "n\"o"u8, output).ShouldBeTrue();
        Encoding.UTF8.GetString(output.Written).ShouldBe(noted);
    }

    [Fact]
    public void N05_a_message_that_is_one_text_takes_no_note()
    {
        using var output = new ByteWriter(256);
        UserNote.TryAppend("""{"messages":[{"role":"user","content":"a"}]}"""u8, "note"u8, output).ShouldBeFalse();
        output.Length.ShouldBe(0);
    }

    private static BlockPrint[] Messages(string messages)
    {
        var prints = new BlockPrints();
        MessagesScan.TryScanAndPrint(Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{{messages}}]}"""), prints, out _, out _).ShouldBeTrue();
        return prints.Messages.ToArray();
    }

    private static BlockPrint[] Tools(string tools)
    {
        var prints = new BlockPrints();
        MessagesScan.TryScanAndPrint(Encoding.UTF8.GetBytes($$"""{"model":"m","tools":[{{tools}}],"messages":[]}"""), prints, out _, out _).ShouldBeTrue();
        return prints.Tools.ToArray();
    }
}
