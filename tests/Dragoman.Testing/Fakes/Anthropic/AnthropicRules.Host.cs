using System.Text.Json;

namespace Dragoman.Testing;

internal sealed partial class AnthropicRules
{
    // A host that takes less than Anthropic does refuses what it does not know, in the header and in the body.
    private void CheckHost(RecordedRequest request, JsonElement body, List<Refusal> found)
    {
        foreach (var beta in (request.Header("anthropic-beta") ?? string.Empty).Split(',', StringSplitOptions.TrimEntries))
        {
            if (options.LacksBetas.Contains(beta))
            {
                Add(found, $"Unexpected value(s) `{beta}` for the `anthropic-beta` header.");
            }
        }

        if (options.LacksMembers.Count > 0)
        {
            CheckMembers(body, string.Empty, found);
        }
    }

    private void CheckMembers(JsonElement value, string path, List<Refusal> found)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
            {
                CheckMembers(item, $"{path}.{index}", found);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                if (options.LacksMembers.Contains(member.Name))
                {
                    Add(found, $"{path}.{member.Name}: Extra inputs are not permitted".TrimStart('.'));
                }

                if (member.Name is not ("input_schema" or "input"))
                {
                    CheckMembers(member.Value, $"{path}.{member.Name}", found);
                }
            }
        }
    }
}
