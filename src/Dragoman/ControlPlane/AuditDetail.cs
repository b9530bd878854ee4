using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.ControlPlane;

/// <summary>What an entry of the audit log says of a change: only the members that differ, before and after.</summary>
internal static class AuditDetail
{
    /// <summary>The text; a member <c>secret</c> is left out, whoever put it there.</summary>
    public static string Of(JsonElement? before, JsonElement? after)
    {
        var detail = new JsonObject();
        if (before is { } was && after is { } now)
        {
            detail["before"] = Differing(was, now);
            detail["after"] = Differing(now, was);
        }
        else if (before is { } gone)
        {
            detail["before"] = Differing(gone, null);
        }
        else if (after is { } made)
        {
            detail["after"] = Differing(made, null);
        }

        return detail.ToJsonString();
    }

    private static JsonObject Differing(JsonElement all, JsonElement? other)
    {
        var members = new JsonObject();
        foreach (var member in all.EnumerateObject())
        {
            var same = other is { } rest && rest.TryGetProperty(member.Name, out var value) && JsonElement.DeepEquals(member.Value, value);
            if (!same && member.Name is not ("secret" or "version"))
            {
                members[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            }
        }

        return members;
    }
}
