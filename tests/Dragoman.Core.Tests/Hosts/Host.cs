using System.Text.Json.Nodes;
using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Core.Tests.Hosts;

/// <summary>A model at a host, with the profile that the built-in catalogue has for it.</summary>
internal sealed class Host(RouteTarget target)
{
    public const string Tools = """
        "tools":[{"name":"Bash","description":"Runs","input_schema":{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"command":{"type":"string","minLength":1,"pattern":"^.+$"}},"required":["command"]}},
                 {"name":"Read","description":"Reads","input_schema":{"type":"object","properties":{"file_path":{"type":"string"}}}}]
        """;

    public const string Hello = """{"model":"m","max_tokens":32000,"stream":true,"messages":[{"role":"user","content":"hi"}]}""";

    /// <summary>A body of Claude Code's kind: blocks, cache hints, thinking, an effort, instructions in the middle, a call and its result.</summary>
    public const string Session = """
        {"model":"m","max_tokens":32000,"stream":true,"temperature":1,"thinking":{"type":"adaptive"},"output_config":{"effort":"high"},
         "metadata":{"user_id":"{\"session_id\":\"s\"}"},"system":[{"type":"text","text":"You help.","cache_control":{"type":"ephemeral"}}],
        """ + Tools + """
        ,"messages":[
          {"role":"user","content":[{"type":"text","text":"list"}]},
          {"role":"system","content":"Mind the budget."},
          {"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"toolu_01A","name":"Bash","input":{"command":"ls"}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01A","content":[{"type":"text","text":"a.txt"}],"cache_control":{"type":"ephemeral"}},{"type":"text","text":"And now?"}]}]}
        """;

    public RouteTarget Target => target;

    /// <summary>The provider's model, as it is without any configuration.</summary>
    public static Host Of(string provider, string model) => Of(Load.Snapshot(
        $"upstreams:\n  h: {{provider: {provider}, api_key: '${{ACME_KEY}}', endpoint: 'http://host.test/v1', models: ['{model}']}}\n").Decide(model).Target!);

    public static Host Of(RouteTarget target) => new(target);

    public static string Request(string messages, string more = "") =>
        $$"""{"model":"m","max_tokens":32000,"stream":true{{(more.Length > 0 ? "," + more : more)}},"messages":{{messages}}}""";

    public JsonObject Write(string body, params Remedy[] remedies) => JsonNode.Parse(Bytes(body, remedies))!.AsObject();

    public byte[] Bytes(string body, params Remedy[] remedies)
    {
        using var request = Requests.Read(body);
        using var output = new ByteWriter();
        var failure = target.Upstream.Dialect.WriteRequest(Translate(request, remedies), output);
        failure.ShouldBeNull(failure?.Message);
        return output.Written.ToArray();
    }

    public Translation Translate(ConversationRequest request, params Remedy[] remedies) => new()
    {
        Request = request,
        RequestedModel = "m",
        Model = target.Traits,
        Profile = target.Profile,
        Ids = new Zeros(),
        Envelope = new SignatureEnvelope(new byte[32]),
        Provenance = target.Upstream.Provenance,
        AffinityKey = "affinity",
        Remedies = remedies,
    };

    private sealed class Zeros : IIdSource
    {
        public void Fill(Span<byte> target) => target.Fill((byte)'0');
    }
}
