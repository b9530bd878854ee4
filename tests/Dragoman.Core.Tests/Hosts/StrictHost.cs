using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Hosts;

/// <summary>A host that answers 400 on every key that it does not know, in words of real ones.</summary>
internal sealed class StrictHost(string body, string message, string tool = "type function", string function = "name description parameters")
{
    /// <summary>Where it refuses and on what; null where it takes the body.</summary>
    public string? Refuses(JsonObject request)
    {
        if (Stranger(request, body) is { } top)
        {
            return top;
        }

        foreach (var item in request["messages"]!.AsArray())
        {
            if (Stranger(item!.AsObject(), message) is { } member)
            {
                return $"messages.{member}";
            }

            foreach (var part in item["content"] as JsonArray ?? [])
            {
                if (Stranger(part!.AsObject(), "type text image_url") is { } inner)
                {
                    return $"messages.content.{inner}";
                }
            }

            foreach (var call in item["tool_calls"] as JsonArray ?? [])
            {
                if (Stranger(call!.AsObject(), "id type function index") is { } inner)
                {
                    return $"messages.tool_calls.{inner}";
                }
            }
        }

        foreach (var item in request["tools"] as JsonArray ?? [])
        {
            if ((Stranger(item!.AsObject(), tool) ?? Stranger(item["function"]!.AsObject(), function)) is { } inner)
            {
                return $"tools.{inner}";
            }

            if (item["function"]!["parameters"] is JsonObject schema && schema.ContainsKey("$schema"))
            {
                return "tools.function.parameters.$schema";
            }
        }

        return null;
    }

    /// <summary>Asks as the gateway does: once more without what is refused, where a remedy names it.</summary>
    public JsonObject Ask(Host host, string session, out List<Remedy> remedies)
    {
        remedies = [];
        while (true)
        {
            var request = host.Write(session, [.. remedies]);
            if (Refuses(request) is not { } member)
            {
                return request;
            }

            var error = $$$"""{"error":{"message":"Extra inputs are not permitted, field: '{{{member}}}'","type":"invalid_request_error"}}""";
            var failure = host.Target.Upstream.Dialect.ReadError(400, System.Text.Encoding.UTF8.GetBytes(error), null);
            failure.Remedy.ShouldNotBeNull($"the host refused {member} and no remedy was found");
            remedies.ShouldNotContain(failure.Remedy, "the same remedy twice");
            remedies.Add(failure.Remedy);
        }
    }

    private static string? Stranger(JsonObject value, string known) =>
        value.Select(member => member.Key).FirstOrDefault(name => !known.Split(' ').Contains(name));
}
