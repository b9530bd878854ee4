using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>What a request asks for, whatever dialect it was written in: the things that a translation must keep or name as lost.</summary>
internal sealed class Meaning
{
    /// <summary>Texts of the head, of users and of instructions in between, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Texts of the model, in order.</summary>
    public List<string> Answered { get; } = [];

    /// <summary>Calls in order, with the text of each one's result.</summary>
    public List<MeantCall> Calls { get; } = [];

    /// <summary>Data or addresses of images, in order.</summary>
    public List<string> Images { get; } = [];

    /// <summary>Data or addresses of documents, in order.</summary>
    public List<string> Documents { get; } = [];

    /// <summary>Tools as name, description and schema.</summary>
    public List<MeantTool> Tools { get; } = [];

    /// <summary>Settings by name.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>How many blocks hold thinking.</summary>
    public int Thoughts { get; private set; }

    /// <summary>How many cache hints there are.</summary>
    public int CacheHints { get; private set; }

    /// <summary>How many blocks have no typed form or belong to the provider's own tools.</summary>
    public int Foreign { get; private set; }

    public static Meaning Of(ConversationRequest request)
    {
        var meaning = new Meaning();
        meaning.AddBlocks(request, request.SystemFirst, request.SystemEnd, meaning.Asked);
        foreach (var message in request.Messages)
        {
            meaning.AddBlocks(request, message.First, message.End, message.Role == Role.Assistant ? meaning.Answered : meaning.Asked);
        }

        var referenced = new HashSet<string>();
        foreach (var block in request.Blocks)
        {
            meaning.CacheHints += block.CacheControl.IsAbsent ? 0 : 1;
            if (block.Kind == BlockKind.ToolReference)
            {
                referenced.Add(request.Decode(block.Name));
            }
        }

        foreach (var tool in request.Tools)
        {
            meaning.CacheHints += tool.CacheControl.IsAbsent ? 0 : 1;
            var name = request.Decode(tool.Name);
            meaning.Tools.Add(new MeantTool(
                name,
                request.Decode(tool.Description),
                tool.InputSchema.IsAbsent ? string.Empty : Spoken.Canonical(request.Raw(tool.InputSchema)),
                tool.Type.IsAbsent,
                tool.DeferLoading && !referenced.Contains(name)));
        }

        meaning.AddSettings(request);
        return meaning;
    }

    private void AddBlocks(ConversationRequest request, int first, int end, List<string> texts)
    {
        for (var i = first; i < end; i += request.Blocks[i].Span)
        {
            var block = request.Blocks[i];
            switch (block.Kind)
            {
                case BlockKind.Text:
                    texts.Add(request.Decode(block.Text));
                    break;
                case BlockKind.ToolUse:
                    Calls.Add(new MeantCall(request.Decode(block.Id), request.Decode(block.Name), Spoken.Canonical(request.Raw(block.Input))));
                    break;
                case BlockKind.ToolResult:
                    AddResult(request, i, block);
                    break;
                case BlockKind.Image:
                    Images.Add(request.Decode(block.Data));
                    break;
                case BlockKind.Document:
                    AddDocument(request, i, block, texts);
                    break;
                case BlockKind.Compaction:
                    texts.Add(request.Decode(block.Text));
                    break;
                case BlockKind.ToolReference:
                    // Its tool's name is told in the result.
                    texts.Add(request.Decode(block.Name));
                    break;
                case BlockKind.Thinking or BlockKind.RedactedThinking:
                    Thoughts++;
                    break;
                default:
                    Foreign++;
                    break;
            }
        }
    }

    private void AddDocument(ConversationRequest request, int index, in Block block, List<string> texts)
    {
        if (block.Source == SourceKind.Text)
        {
            texts.Add(request.Decode(block.Text));
        }
        else if (block.Source == SourceKind.Content)
        {
            AddBlocks(request, index + 1, index + block.Span, texts);
        }
        else
        {
            Documents.Add(request.Decode(block.Data));
        }
    }

    private void AddResult(ConversationRequest request, int index, in Block block)
    {
        var id = request.Decode(block.Id);
        var texts = new List<string>();
        AddBlocks(request, index + 1, index + block.Span, texts);
        var call = Calls.FindLast(one => one.Id == id);
        if (call is not null)
        {
            call.Result = texts;
            call.IsError = block.IsError;
        }
    }

    private void AddSettings(ConversationRequest request)
    {
        Set("max_tokens", request.MaxTokens?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Set("temperature", request.Raw(request.Temperature));
        Set("top_p", request.Raw(request.TopP));
        Set("stop", string.Join('|', request.StopSequences.ToArray().Select(request.Decode)));
        Set("effort", request.Decode(request.Effort));
        Set("schema", request.OutputSchema.IsAbsent ? null : Spoken.Canonical(request.Raw(request.OutputSchema)));
        // To leave the choice to the model is what saying nothing means.
        Set("choice", request.ToolChoice.Kind is ToolChoiceKind.Unset or ToolChoiceKind.Auto ? null : $"{request.ToolChoice.Kind} {request.Decode(request.ToolChoice.Name)}");
        Set("parallel", request.ToolChoice.DisableParallel ? "no" : null);
        Set("stream", request.Stream ? "yes" : null);

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                Settings[name] = value;
            }
        }
    }
}

/// <summary>A call in a conversation and what came back.</summary>
internal sealed record MeantCall(string Id, string Name, string Arguments)
{
    public List<string>? Result { get; set; }

    public bool IsError { get; set; }
}

/// <summary>A tool that is offered.</summary>
internal sealed record MeantTool(string Name, string Description, string Schema, bool IsClient, bool IsHidden);
