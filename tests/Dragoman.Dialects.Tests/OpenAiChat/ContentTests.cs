using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Images, documents and search results.</summary>
public sealed class ContentTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private const string Pdf = "JVBERi0xLjQKJcOkw7zDtsOf";

    private static readonly ModelTraits Blind = new() { Id = "gpt-x", Vision = false };

    private static string Image(string mediaType = "image/png", string data = Png, string more = "") =>
        $$"""{"type":"image","source":{"type":"base64","media_type":"{{mediaType}}","data":"{{data}}"}{{more}}}""";

    private static string Document(string source, string more = "") => $$"""{"type":"document","source":{{source}}{{more}}}""";

    private static string PdfDocument(string more = "") => Document($$"""{"type":"base64","media_type":"application/pdf","data":"{{Pdf}}"}""", more);

    private static JsonArray User(string blocks, OpenAiChatProfile? profile = null, ModelTraits? model = null) =>
        Chat.Messages($$"""[{"role":"user","content":[{{blocks}}]}]""", profile, model);

    private static JsonArray Result(string blocks, OpenAiChatProfile? profile = null, ModelTraits? model = null, string more = "") =>
        Chat.Messages($$$$"""
            [{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"Read","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t"{{{{more}}}},"content":[{{{{blocks}}}}]}]}]
            """, profile, model);

    [Fact]
    public void H_048_H_054_an_image_is_a_data_url_and_never_text()
    {
        var content = User(Image(more: """,  "cache_control":{"type":"ephemeral"},"transformations":{"oversized_image":"downsize"}"""))[0]!["content"];
        content.ShouldBeJson($$$$"""[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{{Png}}}}"}}]""");
    }

    [Fact]
    public void H_049_an_image_url_is_passed_or_named()
    {
        const string Url = """{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}""";
        User(Url)[0]!["content"]![0]!["image_url"]!["url"]!.ToString().ShouldBe("https://example.com/a.png");
        User(Url, new OpenAiChatProfile { ImageUrls = false })[0]!["content"]!.ToString().ShouldBe("[image: https://example.com/a.png]");
    }

    [Fact]
    public void H_050_a_file_of_another_provider_is_never_sent()
    {
        var messages = User("""{"type":"image","source":{"type":"file","file_id":"file_abc"}},{"type":"document","source":{"type":"file","file_id":"file_def"}}""");
        messages.ToJsonString().ShouldNotContain("file_abc");
        messages.ToJsonString().ShouldNotContain("file_def");
        messages.ToJsonString().ShouldContain("omitted");
    }

    [Theory]
    [InlineData("image/jpg", "/9j/4AAQ", "image/jpeg")]
    [InlineData("image/jpeg", Png, "image/png")]
    [InlineData("image/png", "R0lGODlhAQABAAAAACw=", "image/gif")]
    [InlineData("image/png", "UklGRiIAAABXRUJQ", "image/webp")]
    public void H_051_the_media_type_is_what_the_bytes_say(string stated, string data, string expected) =>
        User(Image(stated, data))[0]!["content"]![0]!["image_url"]!["url"]!.ToString().ShouldStartWith($"data:{expected};base64,");

    [Fact]
    public void H_052_a_model_without_vision_is_told_that_there_was_an_image() =>
        User("""{"type":"text","text":"a"},""" + Image() + """,{"type":"text","text":"b"}""", OpenAiChatProfile.Default, Blind)[0]!["content"]!.ToString()
            .ShouldBe("a\n\n[image omitted: model has no vision]\n\nb");

    [Fact]
    public void H_053_the_newest_images_stay_where_a_host_takes_only_some()
    {
        var messages = User(string.Join(',', Enumerable.Repeat(Image(), 7)), new OpenAiChatProfile { MaxImages = 5 });
        var kinds = messages[0]!["content"]!.AsArray().Select(part => part!["type"]!.ToString()).ToList();
        kinds.Count(kind => kind == "image_url").ShouldBe(5);
        kinds[..2].ShouldBe(["text", "text"]);
    }

    [Fact]
    public void H_055_H_079_an_image_in_a_result_moves_to_the_user_message_behind_it()
    {
        var messages = Result($$"""{"type":"text","text":"pic"},{{Image()}}""");
        messages[2].ShouldBeJson("""{"role":"tool","tool_call_id":"t","content":"pic\n[image 1 attached below]"}""");
        messages[3].ShouldBeJson($$$$"""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{{Png}}}}"}}]}""");
    }

    [Fact]
    public void H_080_a_result_of_an_image_alone_still_says_something() =>
        Result(Image())[2]!["content"]!.ToString().ShouldBe("(image output)\n[image 1 attached below]");

    [Fact]
    public void H_081_a_failed_result_with_an_image_keeps_both()
    {
        var messages = Result($$"""{"type":"text","text":"boom"},{{Image()}}""", more: ",\"is_error\":true");
        messages[2]!["content"]!.ToString().ShouldBe("Error: boom\n[image 1 attached below]");
        messages[3]!["content"]![0]!["type"]!.ToString().ShouldBe("image_url");
    }

    [Fact]
    public void H_056_H_082_a_pdf_is_a_file_part_or_a_placeholder_in_both_places()
    {
        User(PdfDocument(",\"title\":\"Plan\""))[0]!["content"]
            .ShouldBeJson($$$$"""[{"type":"file","file":{"filename":"Plan.pdf","file_data":"data:application/pdf;base64,{{{{Pdf}}}}"}}]""");
        var messages = Result(PdfDocument());
        messages[2]!["content"]!.ToString().ShouldBe("[document 1 attached below]");
        messages[3]!["content"]![0]!["file"]!["filename"]!.ToString().ShouldBe("document.pdf");
        Result(PdfDocument(), OpenAiChatProfile.Default)[2]!["content"]!.ToString().ShouldContain("document omitted");
        Result(PdfDocument(), OpenAiChatProfile.Default).ToJsonString().ShouldNotContain(Pdf);
    }

    [Fact]
    public void H_057_a_text_document_stands_in_the_text() =>
        User(Document("""{"type":"text","media_type":"text/plain","data":"line \"1\""}""", ",\"title\":\"Notes\""))[0]!["content"]!.ToString()
            .ShouldBe("<document title=\"Notes\">\nline \"1\"\n</document>");

    [Fact]
    public void H_058_a_document_of_blocks_is_flattened_in_order()
    {
        var content = User(Document($$"""{"type":"content","content":[{"type":"text","text":"a"},{{Image()}}]}"""))[0]!["content"]!.AsArray();
        content.Select(part => part!["type"]!.ToString()).ShouldBe(["text", "image_url"]);
    }

    [Fact]
    public void H_062_a_search_result_is_text_in_both_places()
    {
        const string Search = """{"type":"search_result","title":"T","source":"https://s","content":[{"type":"text","text":"c"}],"citations":{"enabled":true}}""";
        User(Search)[0]!["content"]!.ToString().ShouldBe("T\nhttps://s\nc");
        Result(Search)[2]!["content"]!.ToString().ShouldBe("T\nhttps://s\nc");
    }

    [Fact]
    public void H_063_a_document_of_the_assistant_is_only_mentioned()
    {
        var messages = Chat.Messages($$"""[{"role":"user","content":"a"},{"role":"assistant","content":[{{PdfDocument()}}]},{"role":"user","content":"b"}]""");
        messages.ToJsonString().ShouldNotContain(Pdf);
        messages[1]!["content"]!.ToString().ShouldContain("document omitted");
    }

    [Fact]
    public void Images_of_several_results_are_numbered_and_follow_in_that_order()
    {
        var messages = Chat.Messages($$$$"""
            [{"role":"user","content":"go"},
             {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Read","input":{}},{"type":"tool_use","id":"b","name":"Read","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"b","content":[{{{{Image("image/gif", "R0lGODlhAQABAAAAACw=")}}}}]},
                                       {"type":"tool_result","tool_use_id":"a","content":[{{{{Image()}}}}]},{"type":"text","text":"see"}]}]
            """);
        messages[2]!["content"]!.ToString().ShouldEndWith("[image 1 attached below]");
        messages[3]!["content"]!.ToString().ShouldEndWith("[image 2 attached below]");
        var parts = messages[4]!["content"]!.AsArray();
        parts[0]!["image_url"]!["url"]!.ToString().ShouldStartWith("data:image/png");
        parts[1]!["image_url"]!["url"]!.ToString().ShouldStartWith("data:image/gif");
        parts[2]!["text"]!.ToString().ShouldBe("see");
    }
}
