using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Json;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>A03 and A04: what is read and written again in the same dialect is the same document.</summary>
public sealed class RoundTripTests
{
    private const int Count = 10_000;
    private const int Seed = 3;

    [Fact]
    public void A03_ten_thousand_messages_requests_are_the_same_document_afterwards()
    {
        var maker = new MessagesMaker(Seed);
        for (var i = 0; i < Count; i++)
        {
            var body = maker.Request();
            Same(body, Write(Exchange.Messages, body), $"seed {Seed}, number {i}");
        }
    }

    [Fact]
    public void A03_every_captured_request_is_the_same_document_afterwards()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        foreach (var capture in SharedData.Captures().Where(capture => capture.Path.StartsWith("/v1/messages?", StringComparison.Ordinal)))
        {
            var body = Encoding.UTF8.GetString(capture.Body);
            Same(body, Write(Exchange.Messages, body), capture.Name);
        }
    }

    private static string Write(IDialect dialect, string body)
    {
        using var request = Exchange.Read(dialect, body);
        using var output = new ByteWriter();
        dialect.WriteRequest(Exchange.Attempt(request), output).ShouldBeNull();
        return Encoding.UTF8.GetString(output.Written);
    }

    private static void Same(string before, string after, string which)
    {
        var (expected, actual) = (Canonical(before), Canonical(after));
        if (expected != actual)
        {
            var at = expected.AsSpan().CommonPrefixLength(actual);
            Assert.Fail($"{which}: …{expected.AsSpan(Math.Max(0, at - 80), Math.Min(160, expected.Length - Math.Max(0, at - 80)))}…\nbecame\n"
                + $"…{actual.AsSpan(Math.Max(0, at - 80), Math.Min(160, actual.Length - Math.Max(0, at - 80)))}…");
        }
    }

    // Members in order of their names, and without the model, which is another one upstream.
    private static string Canonical(string json)
    {
        var root = JsonNode.Parse(json)!.AsObject();
        root.Remove("model");
        return Sorted(root)!.ToJsonString();
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject value => new JsonObject(value.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray value => new JsonArray([.. value.Select(Sorted)]),
        null => null,
        _ => node.DeepClone(),
    };
}
