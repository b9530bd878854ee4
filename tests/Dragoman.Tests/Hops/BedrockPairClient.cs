using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Dialects.EventStream;

namespace Dragoman.Tests.Hops;

/// <summary>Claude Code as it speaks to Bedrock: its streams are binary frames.</summary>
internal sealed class BedrockPairClient : MessagesPairClient
{
    public override string Path(string model, bool stream) => $"/bedrock/model/{model}/invoke{(stream ? "-with-response-stream" : string.Empty)}";

    public override JsonObject Body(string model, string row)
    {
        var body = base.Body(model, row);
        body.Remove("model");
        body.Insert(0, "anthropic_version", "bedrock-2023-05-31");
        return body;
    }

    // The method says it.
    public override void Stream(JsonObject body)
    {
    }

    public override Heard HearStream(byte[] stream)
    {
        using var frames = new EventStreamReader();
        frames.Append(stream);
        var events = new StringBuilder();
        while (frames.TryRead(out var frame))
        {
            frame.IsFailure.ShouldBeFalse(Encoding.UTF8.GetString(frame.Payload));
            Encoding.UTF8.GetString(frame.EventType).ShouldBe("chunk");
            using var payload = JsonDocument.Parse(frame.Payload.ToArray());
            var data = payload.RootElement.GetProperty("bytes").GetBytesFromBase64();
            using var inner = JsonDocument.Parse(data);
            events.Append($"event: {inner.RootElement.GetProperty("type").GetString()}\ndata: {Encoding.UTF8.GetString(data)}\n\n");
        }

        frames.Fault.ShouldBe(EventStreamFault.None);
        frames.Pending.ShouldBe(0);
        return base.HearStream(Encoding.UTF8.GetBytes(events.ToString()));
    }
}
