using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Core.Configuration;
using Dragoman.Core.Runaway;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.AnthropicMessages.Prints;

namespace Dragoman.Core.Tests.Runaway;

/// <summary>A conversation that grows by calls and results, as Claude Code sends it.</summary>
internal sealed class Talk
{
    private readonly JsonArray _messages = [new JsonObject { ["role"] = "user", ["content"] = "do it" }];
    private int _calls;

    public string Body => new JsonObject { ["model"] = "claude-opus-5-5", ["messages"] = _messages.DeepClone() }.ToJsonString();

    public Talk Step(string tool, string input, string result) => Step([(tool, input, result)]);

    public Talk Step(params (string Tool, string Input, string Result)[] calls)
    {
        JsonArray uses = [], results = [];
        foreach (var (tool, input, result) in calls)
        {
            var id = $"toolu_{++_calls}";
            uses.Add((JsonNode)new JsonObject { ["type"] = "tool_use", ["id"] = id, ["name"] = tool, ["input"] = new JsonObject { ["command"] = input } });
            results.Add((JsonNode)new JsonObject { ["tool_use_id"] = id, ["type"] = "tool_result", ["content"] = result });
        }

        results[^1]!["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
        foreach (var block in _messages.Where(message => message!["content"] is JsonArray).SelectMany(message => message!["content"]!.AsArray()))
        {
            block!.AsObject().Remove("cache_control");
        }

        _messages.Add((JsonNode)new JsonObject { ["role"] = "assistant", ["content"] = uses });
        _messages.Add((JsonNode)new JsonObject { ["role"] = "user", ["content"] = results });
        return this;
    }

    public Talk Say(string text)
    {
        _messages.Add((JsonNode)new JsonObject { ["role"] = "assistant", ["content"] = "done" });
        _messages.Add((JsonNode)new JsonObject { ["role"] = "user", ["content"] = text });
        return this;
    }

    /// <summary>What the breaker says of this request.</summary>
    public RunawayVerdict Look(RunawayBook book, long nowMs, RunawayConfig? config = null, string agent = "", string parent = "") =>
        Look(Encoding.UTF8.GetBytes(Body), book, nowMs, config, "s-1", agent, parent);

    public static RunawayVerdict Look(
        ReadOnlySpan<byte> body, RunawayBook book, long nowMs, RunawayConfig? config = null, string session = "s-1", string agent = "", string parent = "")
    {
        var prints = new BlockPrints();
        MessagesScan.TryScanAndPrint(body, prints, out var scan, out var failure).ShouldBeTrue(failure?.Message);
        config ??= new RunawayConfig();
        return book.Look(
            new RunawayAsk("key", session, agent, parent, TurnStep.Of(prints.Messages, config.PatientNames), scan.IsUserPrompt), config, nowMs);
    }
}
