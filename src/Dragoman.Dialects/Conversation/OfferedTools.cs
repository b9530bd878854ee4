using System.Runtime.InteropServices;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// The tools that a foreign model is shown. It does what Anthropic's API does behind the scenes: a deferred tool stays hidden
/// until a <c>tool_reference</c> names it (H-136), and loaded ones stand behind all others in the order in which they were first
/// named, so that the list of one turn is a prefix of the next one's (H-138). Reused from turn to turn.
/// </summary>
public sealed class OfferedTools
{
    private readonly List<OfferedTool> _tools = new(64);

    /// <summary>The tools in the order in which they are sent.</summary>
    public ReadOnlySpan<OfferedTool> Tools => CollectionsMarshal.AsSpan(_tools);

    /// <summary>The index in the client's list of a web search that the host runs itself; -1 where there is none.</summary>
    public int WebSearch { get; private set; } = -1;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _tools.Clear();
        WebSearch = -1;
    }

    /// <summary>Gathers the tools of a request.</summary>
    /// <param name="request">The client's request.</param>
    /// <param name="maxTools">The most that the host takes.</param>
    /// <param name="losses">Where dropped tools are noted.</param>
    /// <param name="searches">The host searches the web itself.</param>
    /// <returns>Why the host cannot serve the request; null where it can.</returns>
    public Failure? Collect(ConversationRequest request, int maxTools, Losses losses, bool searches = false)
    {
        Clear();
        var tools = request.Tools;
        var onlyServer = tools.Length > 0;
        var server = -1;
        for (var i = 0; i < tools.Length; i++)
        {
            var family = ToolFamilies.Of(request[tools[i].Type]);
            if (searches && family == ToolFamily.Server && WebSearch < 0 && request[tools[i].Type].StartsWith("web_search"u8))
            {
                onlyServer = false;
                WebSearch = i;
                continue;
            }

            if (family == ToolFamily.Server)
            {
                server = server < 0 ? i : server;
                losses.Add(LossKind.ServerTool, LossEffect.Dropped, "tools");
                continue;
            }

            onlyServer = false;
            if (family == ToolFamily.Unknown)
            {
                losses.Add(LossKind.Tool, LossEffect.Dropped, "tools[].type");
            }
            else if (!tools[i].DeferLoading)
            {
                Offer(request, tools[i], family, losses);
            }
        }

        if (onlyServer)
        {
            var name = ToolFamilies.Title(request[tools[server].Type]);
            return new Failure(FailureCause.InvalidRequest, 400,
                $"{name} is not supported by this model: route such requests to a model whose provider offers it, or leave the tool out.")
            {
                Side = FailureSide.Client,
                ShouldRetry = false,
            };
        }

        Reveal(request, losses);
        return _tools.Count > maxTools ? Shorten(request, maxTools, losses) : null;
    }

    /// <summary>The index of the tool of that name (escaped content) in <see cref="Tools"/>; -1 where it is not offered.</summary>
    public int Find(ConversationRequest request, ReadOnlySpan<byte> name)
    {
        var tools = Tools;
        for (var i = 0; i < tools.Length; i++)
        {
            if (request[tools[i].Definition.Name].SequenceEqual(name))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The tool of the client's list that has that name; -1 where there is none.</summary>
    public static int FindDefined(ConversationRequest request, ReadOnlySpan<byte> name)
    {
        var tools = request.Tools;
        for (var i = 0; i < tools.Length; i++)
        {
            if (request[tools[i].Name].SequenceEqual(name))
            {
                return i;
            }
        }

        return -1;
    }

    private void Offer(ConversationRequest request, in ToolDefinition tool, ToolFamily family, Losses losses)
    {
        var name = request[tool.Name];
        if (name.SequenceEqual("DeferredToolPlaceholder"u8))
        {
            return;
        }

        if (Find(request, name) >= 0)
        {
            // Two tools of one name are refused by every provider; the first one stays (H-134).
            losses.Add(LossKind.Tool, LossEffect.Dropped, "tools[].name");
            return;
        }

        _tools.Add(new OfferedTool(tool, family));
    }

    private void Reveal(ConversationRequest request, Losses losses)
    {
        var blocks = request.Blocks;
        for (var i = 0; i < blocks.Length; i++)
        {
            ref readonly var block = ref blocks[i];
            switch (block.Kind)
            {
                case BlockKind.ToolReference:
                    Load(request, request[block.Name], losses);
                    break;
                case BlockKind.ServerToolResult:
                    LoadFound(request, request[block.Raw], losses);
                    break;
                case BlockKind.ToolAddition when block.Input.IsEmpty:
                    Load(request, request[block.Name], losses);
                    break;
                case BlockKind.ToolAddition:
                    var added = Define(request, block);
                    Replace(request, added);
                    break;
                case BlockKind.ToolRemoval:
                    var at = Find(request, request[block.Name]);
                    if (at >= 0)
                    {
                        _tools.RemoveAt(at);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    // What a search of the provider's own found, in a session that began there.
    private void LoadFound(ConversationRequest request, ReadOnlySpan<byte> result, Losses losses)
    {
        if (result.IndexOf("\"tool_references\""u8) < 0)
        {
            return;
        }

        var cursor = new JsonCursor(result);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (!name.SequenceEqual("content"u8) || cursor.Peek() != JsonKind.Object)
            {
                cursor.ReadValue();
                continue;
            }

            cursor.EnterObject();
            while (cursor.NextMember(out ReadOnlySpan<byte> member))
            {
                if (!member.SequenceEqual("tool_references"u8) || cursor.Peek() != JsonKind.Array)
                {
                    cursor.ReadValue();
                    continue;
                }

                cursor.EnterArray();
                while (cursor.NextElement())
                {
                    LoadReference(request, result, cursor.ReadValue(), losses);
                }
            }
        }
    }

    private void LoadReference(ConversationRequest request, ReadOnlySpan<byte> result, Slice reference, Losses losses)
    {
        var cursor = new JsonCursor(result, reference.Start, reference.End);
        if (cursor.Peek() != JsonKind.Object)
        {
            return;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (!name.SequenceEqual("tool_name"u8))
            {
                cursor.ReadValue();
                continue;
            }

            var tool = cursor.ReadStringOrSkip();
            Load(request, result.Slice(tool.Start, tool.Length), losses);
        }
    }

    private void Load(ConversationRequest request, ReadOnlySpan<byte> name, Losses losses)
    {
        var defined = Find(request, name) < 0 ? FindDefined(request, name) : -1;
        if (defined < 0)
        {
            return;
        }

        var tool = request.Tools[defined];
        var family = ToolFamilies.Of(request[tool.Type]);
        if (family is not (ToolFamily.Server or ToolFamily.Unknown))
        {
            Offer(request, tool, family, losses);
        }
    }

    private void Replace(ConversationRequest request, in ToolDefinition added)
    {
        if (added.Name.IsEmpty)
        {
            return;
        }

        var at = Find(request, request[added.Name]);
        var tool = new OfferedTool(added, ToolFamily.Custom);
        if (at >= 0)
        {
            _tools[at] = tool;
        }
        else
        {
            _tools.Add(tool);
        }
    }

    private static ToolDefinition Define(ConversationRequest request, in Block block)
    {
        var tool = new ToolDefinition { Raw = block.Input, Name = block.Name };
        var cursor = new JsonCursor(request.Arena, block.Input);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("description"u8))
            {
                tool.Description = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("input_schema"u8))
            {
                tool.InputSchema = cursor.ReadValue();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return tool;
    }

    // Tools that the conversation used must stay; of the others as many as there is room for, first come (H-129).
    private Failure? Shorten(ConversationRequest request, int maxTools, Losses losses)
    {
        var used = 0;
        foreach (var tool in _tools)
        {
            used += IsUsed(request, tool) ? 1 : 0;
        }

        if (used > maxTools)
        {
            return new Failure(FailureCause.InvalidRequest, 400,
                $"This conversation uses {used} tools and the model takes {maxTools}: offer fewer tools, or route it to a model that takes more.")
            {
                Side = FailureSide.Client,
                ShouldRetry = false,
            };
        }

        var free = maxTools - used;
        var kept = 0;
        for (var i = 0; i < _tools.Count; i++)
        {
            if (!IsUsed(request, _tools[i]) && free-- <= 0)
            {
                losses.Add(LossKind.Tool, LossEffect.Dropped, "tools");
                continue;
            }

            _tools[kept++] = _tools[i];
        }

        _tools.RemoveRange(kept, _tools.Count - kept);
        return null;
    }

    private static bool IsUsed(ConversationRequest request, in OfferedTool tool)
    {
        var name = request[tool.Definition.Name];
        foreach (ref readonly var block in request.Blocks)
        {
            if (block.Kind == BlockKind.ToolUse && request[block.Name].SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>One tool that is shown.</summary>
/// <param name="Definition">The client's definition.</param>
/// <param name="Family">What it is.</param>
public readonly record struct OfferedTool(ToolDefinition Definition, ToolFamily Family);
