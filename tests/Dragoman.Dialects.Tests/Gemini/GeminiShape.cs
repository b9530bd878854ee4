using System.Text.Json.Nodes;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>What every body must be, whatever it was made of: contents with parts, calls and responses in step (H-377, H-395).</summary>
internal static class GeminiShape
{
    public static void Check(JsonObject body, string name)
    {
        var contents = body["contents"]!.AsArray();
        contents.Count.ShouldBeGreaterThan(0, name);
        contents[0]!["role"]!.GetValue<string>().ShouldBe("user", name);
        contents[^1]!["role"]!.GetValue<string>().ShouldBe("user", name);
        var open = new List<string>();
        foreach (var content in contents)
        {
            var parts = content!["parts"]!.AsArray();
            parts.Count.ShouldBeGreaterThan(0, name);
            var responses = parts.Where(part => part!["functionResponse"] is not null).Select(part => part!["functionResponse"]!["name"]!.GetValue<string>()).ToList();
            if (open.Count > 0)
            {
                responses.ShouldBe(open, name);
                parts.Count.ShouldBe(responses.Count, name);
            }
            else
            {
                responses.ShouldBeEmpty(name);
            }

            open = [.. parts.Where(part => part!["functionCall"] is not null).Select(part => part!["functionCall"]!["name"]!.GetValue<string>())];
        }

        open.ShouldBeEmpty(name);
    }
}
