using System.Text.Json.Nodes;

namespace Dragoman.Tests.Hops;

/// <summary>Claude Code as it speaks to Vertex.</summary>
internal sealed class VertexPairClient : MessagesPairClient
{
    public override string Path(string model, bool stream) =>
        $"/vertex/projects/p/locations/us-east5/publishers/anthropic/models/{model}:{(stream ? "streamRawPredict" : "rawPredict")}";

    public override JsonObject Body(string model, string row)
    {
        var body = base.Body(model, row);
        body.Remove("model");
        body.Insert(0, "anthropic_version", "vertex-2023-10-16");
        return body;
    }
}
