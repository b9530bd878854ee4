using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

internal readonly ref partial struct RequestWriter
{
    private void WriteSystem()
    {
        if (!_request.SystemRaw.IsAbsent)
        {
            // The first block is taken off by position: it stays first and alone (H-019).
            WriteRaw(",\"system\":"u8, _request.SystemRaw);
            return;
        }

        var any = false;
        foreach (ref readonly var block in _request.Blocks[_request.SystemFirst.._request.SystemEnd])
        {
            if (block.Kind != BlockKind.Text || IsBlank(_request[block.Text]))
            {
                continue;
            }

            _output.Write(any ? ","u8 : ",\"system\":["u8);
            any = true;
            WriteText(block, trimEnd: false);
        }

        if (any)
        {
            _output.Write((byte)']');
        }
    }

    private void WriteMessages()
    {
        var messages = _request.Messages;
        var any = false;
        var afterUser = false;
        _output.Write((byte)'[');
        for (var i = 0; i < messages.Length; i++)
        {
            var mark = _output.Length;
            if (any)
            {
                _output.Write((byte)',');
            }

            var isLast = i == messages.Length - 1;
            var isWritten = messages[i].Raw.IsAbsent
                ? WriteBuilt(messages[i], afterUser, isLast)
                : WriteOwn(messages[i]);
            if (!isWritten)
            {
                _output.Truncate(mark);
                continue;
            }

            any = true;
            afterUser |= messages[i].Role == Role.User;
        }

        _output.Write((byte)']');
    }

    // In this dialect: as it came, without thinking that would be refused.
    private bool WriteOwn(in Message message)
    {
        var raw = _request[message.Raw];
        if (!HasForeignThinking(message) && !Passthrough.ForeignCitations.AreIn(raw) && raw.IndexOf("\"encrypted_content\":\"\""u8) < 0)
        {
            _output.Write(raw);
            return true;
        }

        var copy = new Passthrough.SpliceCopy(raw, _output);
        var removed = Passthrough.ThinkingRemover.CopyMessage(raw, ref copy, ForeignThinking.IsClaude(_translation.Model.Id));
        copy.Finish();
        for (var i = 0; i < removed; i++)
        {
            _translation.Losses.Add(LossKind.Thinking, LossEffect.Dropped, "messages");
        }

        return true;
    }

    private bool HasForeignThinking(in Message message)
    {
        if (message.Role != Role.Assistant)
        {
            return false;
        }

        foreach (ref readonly var block in _request.Blocks[message.First..message.End])
        {
            if (IsForeignThinking(block))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsForeignThinking(in Block block) => block.Kind switch
    {
        BlockKind.Thinking => ForeignThinking.IsForeignSignature(_request[block.Signature], ForeignThinking.IsClaude(_translation.Model.Id)),
        BlockKind.RedactedThinking => ForeignThinking.IsForeignData(_request[block.Text]),
        _ => false,
    };

    // H-107: after the foreign thinking is gone, the last assistant message would begin with a call.
    private bool LosesLeadingThinking()
    {
        var messages = _request.Messages;
        for (var i = messages.Length - 1; i >= 0; i--)
        {
            if (messages[i].Role != Role.Assistant)
            {
                continue;
            }

            var calls = false;
            var own = false;
            var foreign = false;
            foreach (ref readonly var block in _request.Blocks[messages[i].First..messages[i].End])
            {
                var isForeign = IsForeignThinking(block);
                calls |= block.Kind == BlockKind.ToolUse;
                foreign |= isForeign;
                own |= !isForeign && block.Kind is BlockKind.Thinking or BlockKind.RedactedThinking;
            }

            // Thinking that another dialect's client never keeps is missing just the same.
            return calls && !own && (foreign || messages[i].Raw.IsAbsent);
        }

        return false;
    }

    private bool WriteBuilt(in Message message, bool afterUser, bool isLast)
    {
        // A system message with content is legal only behind a user's; elsewhere its text is told as a reminder (H-031).
        var isReminder = message.Role == Role.System && !afterUser;
        var role = message.Role == Role.Assistant ? "assistant"u8 : message.Role == Role.System && !isReminder ? "system"u8 : "user"u8;
        _output.Write("{\"role\":\""u8);
        _output.Write(role);
        _output.Write("\",\"content\":["u8);
        var mark = _output.Length;
        if (message.Role == Role.Assistant)
        {
            // Thinking stands first (H-107).
            WriteBlocks(message.First, message.End, Part.Thinking, mark, isLast);
            WriteBlocks(message.First, message.End, Part.Rest, mark, isLast);
        }
        else if (isReminder)
        {
            WriteReminder(message, mark);
        }
        else
        {
            // Results must stand in front of everything else in their message.
            WriteBlocks(message.First, message.End, Part.Results, mark, isLast: false);
            WriteBlocks(message.First, message.End, Part.Rest, mark, isLast: false);
        }

        if (_output.Length == mark)
        {
            return false;
        }

        _output.Write("]"u8);
        if (message.Role == Role.System && !isReminder && !message.Effort.IsEmpty)
        {
            _output.Write(",\"output_config\":{\"effort\":"u8);
            _output.WriteEscaped(_request[message.Effort]);
            _output.Write((byte)'}');
        }

        _output.Write((byte)'}');
        return true;
    }

    private void WriteReminder(in Message message, int mark)
    {
        foreach (ref readonly var block in _request.Blocks[message.First..message.End])
        {
            if (block.Kind == BlockKind.Text && !IsBlank(_request[block.Text]))
            {
                Separate(mark);
                _output.Write("{\"type\":\"text\",\"text\":\"<system-reminder>\\n"u8);
                _output.Write(_request[block.Text]);
                _output.Write("\\n</system-reminder>\"}"u8);
            }
        }

        if (_output.Length > mark)
        {
            _translation.Losses.Add(LossKind.MidSystem, LossEffect.Remapped, "messages");
        }
    }

    private void Separate(int mark)
    {
        if (_output.Length > mark)
        {
            _output.Write((byte)',');
        }
    }

    private enum Part
    {
        Thinking,
        Results,
        Rest,
    }
}
