using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.AnthropicMessages;

internal readonly ref partial struct RequestWriter
{
    // False when thinking had to be switched off here.
    private bool WriteThinking(long maxTokens, bool losesThinking)
    {
        var thinking = _request.Thinking;
        if (thinking.Mode == ThinkingMode.Unset)
        {
            return true;
        }

        var budget = thinking.BudgetTokens;
        var isTooTight = thinking.Mode == ThinkingMode.Enabled && maxTokens <= SmallestThinkingBudget;
        if (thinking.Mode == ThinkingMode.Enabled && (isTooTight || losesThinking))
        {
            // A budget must be smaller than the bound on the answer (H-094), and the last turn must begin with its thinking (H-107).
            _translation.Losses.Add(LossKind.ThinkingConfig, LossEffect.Remapped, "thinking");
            _output.Write(",\"thinking\":{\"type\":\"disabled\"}"u8);
            return false;
        }

        if (thinking.Mode == ThinkingMode.Enabled && (budget is null || budget >= maxTokens))
        {
            if (budget is not null)
            {
                _translation.Losses.Add(LossKind.ThinkingConfig, LossEffect.Remapped, "thinking.budget_tokens");
            }

            budget = budget is null ? Math.Max(SmallestThinkingBudget, maxTokens / 2) : maxTokens - 1;
        }
        else if (!thinking.Raw.IsAbsent)
        {
            WriteRaw(",\"thinking\":"u8, thinking.Raw);
            return true;
        }

        _output.Write(",\"thinking\":{\"type\":\""u8);
        _output.Write(thinking.Mode switch
        {
            ThinkingMode.Enabled => "enabled"u8,
            ThinkingMode.Disabled => "disabled"u8,
            ThinkingMode.BetweenTools => "between_tools"u8,
            _ => "adaptive"u8,
        });
        _output.Write((byte)'"');
        if (thinking.Mode == ThinkingMode.Enabled)
        {
            _output.Write(",\"budget_tokens\":"u8);
            _output.WriteNumber(budget ?? SmallestThinkingBudget);
        }

        if (thinking.DisplayOmitted && thinking.Mode != ThinkingMode.Disabled)
        {
            _output.Write(",\"display\":\"omitted\""u8);
        }

        _output.Write((byte)'}');
        return true;
    }

    private void WriteToolChoice()
    {
        var choice = _request.ToolChoice;
        if (choice.Kind == ToolChoiceKind.Unset && !choice.DisableParallel)
        {
            return;
        }

        if (!choice.Raw.IsAbsent)
        {
            WriteRaw(",\"tool_choice\":"u8, choice.Raw);
            return;
        }

        if (_request.Tools.Length == 0)
        {
            // A choice among no tools is refused.
            _translation.Losses.Add(LossKind.ToolChoice, LossEffect.Dropped, "tool_choice");
            return;
        }

        _output.Write(",\"tool_choice\":{\"type\":\""u8);
        _output.Write(choice.Kind switch
        {
            ToolChoiceKind.Any => "any"u8,
            ToolChoiceKind.Tool => "tool"u8,
            ToolChoiceKind.None => "none"u8,
            _ => "auto"u8,
        });
        _output.Write((byte)'"');
        if (choice.Kind == ToolChoiceKind.Tool)
        {
            _output.Write(",\"name\":\""u8);
            WriteToolName(choice.Name);
            _output.Write((byte)'"');
        }

        if (choice.DisableParallel && choice.Kind != ToolChoiceKind.None)
        {
            _output.Write(",\"disable_parallel_tool_use\":true"u8);
        }

        _output.Write((byte)'}');
    }

    private void WriteTools()
    {
        var any = false;
        foreach (var tool in _request.Tools)
        {
            _output.Write(any ? ","u8 : ",\"tools\":["u8);
            any = true;
            if (!tool.Raw.IsAbsent)
            {
                _output.Write(_request[tool.Raw]);
                continue;
            }

            _output.Write("{\"name\":\""u8);
            WriteToolName(tool.Name);
            _output.Write((byte)'"');
            if (!tool.Description.IsEmpty)
            {
                _output.Write(",\"description\":"u8);
                _output.WriteEscaped(_request[tool.Description]);
            }

            _output.Write(",\"input_schema\":"u8);
            WriteSchema(tool.InputSchema);
            WriteRaw(",\"cache_control\":"u8, tool.CacheControl);
            _output.Write(tool.Strict ? ",\"strict\":true}"u8 : "}"u8);
        }

        if (any)
        {
            _output.Write((byte)']');
        }
    }

    // The API wants an object schema that says so.
    private void WriteSchema(Json.Slice schema)
    {
        var raw = schema.IsAbsent ? default : _request[schema];
        if (raw.IsEmpty || raw[0] != '{')
        {
            _output.Write("{\"type\":\"object\",\"properties\":{}}"u8);
            return;
        }

        if (RawObject.Find(raw, "type"u8) is not null)
        {
            _output.Write(raw);
            return;
        }

        _output.Write("{\"type\":\"object\""u8);
        var rest = raw[1..];
        _output.Write(rest.TrimStart(" \t\r\n"u8)[0] == '}' ? default : ","u8);
        _output.Write(rest);
    }

    private void WriteToolName(Json.Slice name)
    {
        if (_translation.Names.WriteUpstream(_request[name], 128, _output))
        {
            _translation.Losses.Add(LossKind.ToolName, LossEffect.Remapped, "tools");
        }
    }
}
