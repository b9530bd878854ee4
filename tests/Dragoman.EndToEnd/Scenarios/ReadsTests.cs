using System.Text;
using System.Text.Json;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class ReadsTests
{
    // One red pixel.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Responses)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task An_image_that_was_read_reaches_the_model_as_an_image(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            File.WriteAllBytes(workspace.PathOf("dot.png"), Convert.FromBase64String(Png));
            return new ScriptedAgent(Answer.Tool("Read", Args.Read(workspace.PathOf("dot.png"))), Answer.Text("A red dot."));
        });
        var result = await rig.RunAsync("What is in dot.png?");

        rig.ShouldHaveSucceeded(result, "A red dot.");
        var second = rig.AgentTurns[1];
        if (provider == Provider.OpenAi)
        {
            var part = Parts(second, "image_url").ShouldHaveSingleItem();
            part.GetProperty("image_url").GetProperty("url").GetString()!.ShouldStartWith("data:image/");
            TextLength(second).ShouldBeLessThan(second.Body.Length, "the picture is no text");
        }
        else if (provider == Provider.Responses)
        {
            Encoding.UTF8.GetString(second.Body).ShouldContain("{\"type\":\"input_image\",\"image_url\":\"data:image/", customMessage: "in the output of the call itself");
            TextLength(second).ShouldBeLessThan(second.Body.Length, "the picture is no text");
        }
        else
        {
            Encoding.UTF8.GetString(second.Body).ShouldContain(provider switch
            {
                Provider.Gemini => "\"inlineData\":{\"mimeType\":\"image/",
                Provider.Converse => "{\"image\":{\"format\":\"",
                Provider.Ollama => ",\"images\":[\"",
                _ => "\"type\":\"image\"",
            });
        }
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Responses)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
    public async Task A_pdf_that_was_read_reaches_the_model_as_a_document(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            File.WriteAllBytes(workspace.PathOf("note.pdf"), Pdf("A note"));
            return new ScriptedAgent(Answer.Tool("Read", Args.Read(workspace.PathOf("note.pdf"))), Answer.Text("It is a note."));
        });
        var result = await rig.RunAsync("What is in note.pdf?");

        rig.ShouldHaveSucceeded(result, "It is a note.");
        var second = rig.AgentTurns[1];
        var base64 = Convert.ToBase64String(Pdf("A note"));
        if (provider == Provider.OpenAi)
        {
            Parts(second, "file").ShouldHaveSingleItem().GetProperty("file").GetProperty("file_data").GetString().ShouldBe($"data:application/pdf;base64,{base64}");
        }
        else
        {
            Encoding.UTF8.GetString(second.Body).ShouldContain(base64);
        }
    }

    private static List<JsonElement> Parts(RecordedRequest request, string type) =>
        [.. request.Json.GetProperty("messages").EnumerateArray()
            .Where(message => message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array)
            .SelectMany(message => message.GetProperty("content").EnumerateArray())
            .Where(part => part.GetProperty("type").ValueEquals(type))];

    private static int TextLength(RecordedRequest request) => request.Conversation.UserTexts.Sum(text => text.Length);

    // The smallest document with one page and one line, its cross-reference table right to the byte.
    private static byte[] Pdf(string line)
    {
        var content = $"BT /F1 12 Tf 20 100 Td ({line}) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {content.Length} >>\nstream\n{content}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            offsets.Add(pdf.Length);
            pdf.Append($"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var table = pdf.Length;
        pdf.Append($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            pdf.Append($"{offset:D10} 00000 n \n");
        }

        pdf.Append($"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(pdf.ToString());
    }
}
