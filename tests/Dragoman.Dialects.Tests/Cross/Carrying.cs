using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>Holds a translated request against the original: what is not there must be named as lost.</summary>
internal sealed class Carrying(Meaning source, Meaning target, Losses losses, int maxToolName)
{
    private readonly List<string> _faults = [];

    public static List<string> Faults(Meaning source, Meaning target, Losses losses, int maxToolName = 64)
    {
        var carrying = new Carrying(source, target, losses, maxToolName);
        carrying.CheckTexts();
        carrying.CheckCalls();
        carrying.CheckMedia();
        carrying.CheckTools();
        carrying.CheckSettings();
        return carrying._faults;
    }

    private void CheckTexts()
    {
        InOrder("a text that was asked", source.Asked, string.Concat(target.Asked), LossKind.Attribution, LossKind.MidSystem);
        InOrder("a text of the model", source.Answered, string.Concat(target.Answered));
        Unless(source.Thoughts <= target.Thoughts, "thinking", LossKind.Thinking);
        Unless(source.CacheHints <= target.CacheHints, "cache hints", LossKind.CacheHint);
        Unless(source.Foreign <= target.Foreign, "blocks", LossKind.UnknownBlock, LossKind.ServerTool, LossKind.ToolPairing);
    }

    private void CheckCalls()
    {
        if (source.Calls.Count != target.Calls.Count)
        {
            Unless(false, $"{source.Calls.Count} calls became {target.Calls.Count}", LossKind.ToolPairing, LossKind.ServerTool);
            return;
        }

        // A client that repeats an id in a later turn means the results of that turn.
        Unless(Distinct(source) < source.Calls.Count || Distinct(target) == target.Calls.Count, "ids that are not unique");
        for (var i = 0; i < source.Calls.Count; i++)
        {
            var (from, to) = (source.Calls[i], target.Calls[i]);
            Unless(Upstream(from.Name) == to.Name, $"call {from.Name} became {to.Name}");
            Unless(from.Arguments == to.Arguments, $"arguments of {from.Name}: {from.Arguments} became {to.Arguments}");
            Unless(from.Id == to.Id, $"id {from.Id} became {to.Id}", LossKind.ToolId);
            var result = string.Concat(to.Result ?? []);
            InOrder($"result of {from.Name}", from.Result ?? [], result, LossKind.ToolPairing);
            // Where a dialect has no flag, a word in the result tells that it failed (H-078).
            Unless(!from.IsError || to.IsError || result.Contains("rror", StringComparison.Ordinal), $"the failure of {from.Name}");
        }
    }

    private static int Distinct(Meaning meaning) => meaning.Calls.Select(call => call.Id).Distinct().Count();

    private void CheckMedia()
    {
        Unless(source.Images.SequenceEqual(target.Images), $"{source.Images.Count} images became {target.Images.Count}", LossKind.Image);
        Unless(source.Documents.SequenceEqual(target.Documents), $"{source.Documents.Count} documents became {target.Documents.Count}", LossKind.Document);
    }

    private void CheckTools()
    {
        foreach (var tool in source.Tools.Where(tool => !tool.IsHidden))
        {
            var to = target.Tools.Find(one => one.Name == Upstream(tool.Name));
            if (to is null || !tool.IsClient)
            {
                Unless(false, $"tool {tool.Name}", LossKind.Tool, LossKind.ServerTool);
                continue;
            }

            Unless(tool.Description == to.Description, $"description of {tool.Name}");
            Unless(Plain(tool.Schema) == Plain(to.Schema), $"schema of {tool.Name}: {Short(tool.Schema)} became {Short(to.Schema)}", LossKind.Schema);
        }
    }

    private void CheckSettings()
    {
        foreach (var (name, value) in source.Settings)
        {
            var kept = target.Settings.TryGetValue(name, out var now) && now == value;
            Unless(kept, $"{name} {value} became {now ?? "nothing"}", name switch
            {
                "max_tokens" => LossKind.MaxTokens,
                "temperature" or "top_p" => LossKind.Sampling,
                "stop" => LossKind.StopSequence,
                "effort" => LossKind.ThinkingConfig,
                "schema" => LossKind.OutputFormat,
                _ => LossKind.ToolChoice,
            });
        }
    }

    private void InOrder(string what, List<string> texts, string told, params LossKind[] explanations)
    {
        var at = 0;
        foreach (var text in texts.Select(text => text.Trim()).Where(text => text.Length > 0))
        {
            var found = told.IndexOf(text, at, StringComparison.Ordinal);
            Unless(found >= 0, $"{what}: {Short(text)}", explanations);
            at = found < 0 ? at : found + text.Length;
        }
    }

    private void Unless(bool holds, string otherwise, params LossKind[] explanations)
    {
        if (!holds && !Array.Exists(explanations, losses.Has))
        {
            _faults.Add($"unexplained loss: {otherwise}");
        }
    }

    // Members that say nothing come and go as hosts demand (H-118 to H-121).
    private static string Plain(string schema) => schema
        .Replace(",\"properties\":{}", string.Empty, StringComparison.Ordinal).Replace(",\"items\":{}", string.Empty, StringComparison.Ordinal)
        .Replace(",\"required\":[]", string.Empty, StringComparison.Ordinal);

    private string Upstream(string name)
    {
        using var output = new ByteWriter();
        new ToolNames().WriteUpstream(Encoding.UTF8.GetBytes(name), maxToolName, output);
        return Encoding.UTF8.GetString(output.Written);
    }


    private static string Short(string? text) => text is null ? "nothing" : text.Length <= 120 ? text : $"{text[..60]}…{text[^40..]}";
}
