using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.Testing;

public sealed partial class AnthropicStreamGrammar
{
    private void Start(JsonObject data)
    {
        Require(!_started, "a second message_start");
        _started = true;
        if (data["message"] is not JsonObject message)
        {
            Fault("message_start has no message");
            return;
        }

        _message = message.DeepClone().AsObject();
        foreach (var name in new[] { "id", "model", "usage" })
        {
            Require(message[name] is not null, $"message_start.message has no {name}");
        }

        Require((string?)message["type"] == "message" && (string?)message["role"] == "assistant", "message_start.message is no assistant message");
        Require(message["content"] is JsonArray { Count: 0 }, "message_start.message.content is not an empty array");
        Require(message.ContainsKey("stop_reason") && message["stop_reason"] is null, "message_start.message.stop_reason is not null");
        Require(message.ContainsKey("stop_sequence"), "message_start.message has no stop_sequence");
        Require((int?)message["usage"]?["input_tokens"] is >= 0 && (int?)message["usage"]?["output_tokens"] is >= 0, "message_start usage is incomplete");
    }

    private void OpenBlock(JsonObject data)
    {
        var index = (int?)data["index"];
        Require(_block is null, $"block {index} starts while another is open");
        Require(index == _nextIndex, $"block index {index}, expected {_nextIndex}");
        _nextIndex++;
        if (data["content_block"] is not JsonObject block)
        {
            Fault("content_block_start has no content_block");
            return;
        }

        _block = block.DeepClone().AsObject();
        _arguments.Clear();
        var (expected, empty) = (string?)block["type"] switch
        {
            "text" => ("type,text", "text"),
            "thinking" => ("type,thinking,signature", "thinking"),
            "tool_use" => ("type,id,name,input", null),
            _ => (null, null),
        };
        if (expected is not null)
        {
            var actual = string.Join(',', block.Select(member => member.Key).Where(name => name is not ("caller" or "citations" or "toolset_name")));
            Require(
                actual.Split(',').Order().SequenceEqual(expected.Split(',').Order()),
                $"a {block["type"]} block starts with the members {actual}, expected {expected}");
        }

        if (empty is not null)
        {
            Require((string?)block[empty] == string.Empty, $"a {block["type"]} block starts with content");
        }

        if ((string?)block["type"] == "tool_use")
        {
            Require(block["input"] is JsonObject { Count: 0 }, "a tool_use block starts with input, which clients discard");
            Require((string?)block["id"] is { Length: > 0 } && (string?)block["name"] is { Length: > 0 }, "a tool_use block starts without id or name");
        }
    }

    private void AddDelta(JsonObject data)
    {
        Require((int?)data["index"] == _nextIndex - 1, $"a delta for block {data["index"]}, open is {_nextIndex - 1}");
        if (_block is null || data["delta"] is not JsonObject delta)
        {
            Fault("a delta without an open block");
            return;
        }

        var kind = (string?)delta["type"];
        var type = (string?)_block["type"];
        switch (kind, type)
        {
            case ("text_delta", "text"):
                Append("text", delta);
                break;
            case ("thinking_delta", "thinking"):
                Require((string?)_block["signature"] == string.Empty, "thinking after its signature");
                Append("thinking", delta);
                break;
            case ("signature_delta", "thinking"):
                _block["signature"] = (string?)delta["signature"];
                break;
            case ("input_json_delta", "tool_use" or "server_tool_use" or "mcp_tool_use"):
                _arguments.Append((string?)delta["partial_json"]);
                break;
            case ("citations_delta", "text"):
                (_block["citations"] as JsonArray ?? (JsonArray)(_block["citations"] = new JsonArray())).Add(delta["citation"]?.DeepClone());
                break;
            case ("compaction_delta", "compaction"):
                break;
            default:
                Fault($"{kind} in a {type} block");
                break;
        }
    }

    private void CloseBlock(JsonObject data)
    {
        Require((int?)data["index"] == _nextIndex - 1, $"block {data["index"]} stops, open is {_nextIndex - 1}");
        if (_block is null)
        {
            Fault("a block stops twice or was never open");
            return;
        }

        if (_arguments.Length > 0)
        {
            try
            {
                _block["input"] = JsonNode.Parse(_arguments.ToString());
                Require(_block["input"] is JsonObject, "tool arguments are no JSON object");
            }
            catch (JsonException)
            {
                // A turn cut by its token limit may end inside the arguments; any other stop reason is told apart in Finish.
                _block["input"] = new JsonObject { ["__partial"] = _arguments.ToString() };
            }
        }

        (_message["content"] as JsonArray ?? (JsonArray)(_message["content"] = new JsonArray())).Add(_block);
        _block = null;
    }

    private void Finish(JsonObject data)
    {
        Require(_block is null, "message_delta inside a block");
        Require(!_finished, "a second message_delta");
        _finished = true;
        var reason = (string?)data["delta"]?["stop_reason"];
        Require(reason is not null && StopReasons.Contains(reason), $"stop_reason is {reason ?? "null"}");
        Require(data["delta"] is JsonObject delta && delta.ContainsKey("stop_sequence"), "message_delta has no stop_sequence");
        Require(data["usage"] is JsonObject && (int?)data["usage"]?["output_tokens"] is >= 0, "message_delta has no usage");
        var content = (_message["content"] as JsonArray) ?? [];
        var calls = content.OfType<JsonObject>().Where(block => (string?)block["type"] == "tool_use").ToList();
        Require(reason != "tool_use" || calls.Count > 0, "stop_reason tool_use without a tool_use block");
        Require(reason != "end_turn" || calls.Count == 0, "stop_reason end_turn beside a tool_use block");
        Require(
            reason == "max_tokens" || calls.TrueForAll(call => call["input"] is JsonObject input && !input.ContainsKey("__partial")),
            "tool arguments are incomplete");
        foreach (var (name, value) in (data["delta"] as JsonObject) ?? [])
        {
            _message[name] = value?.DeepClone();
        }

        foreach (var (name, value) in (data["usage"] as JsonObject) ?? [])
        {
            if (_message["usage"] is JsonObject usage)
            {
                usage[name] = value?.DeepClone();
            }
        }
    }

    private void Append(string member, JsonObject delta) =>
        _block![member] = (string?)_block[member] + (string?)delta[member];
}
