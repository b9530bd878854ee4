using Dragoman.Dialects.Edits;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.Conversation;

// Arguments that are looked at before they are raised (N15). Where no host option asks for it, nothing of this runs.
public sealed partial class BlockSequencer
{
    // True when a call that waited can be raised: it is good, it was repaired, or nothing more can come.
    private bool IsReady(PendingCall call, bool isLast)
    {
        if (!call.IsComplete)
        {
            return false;
        }

        var end = call.Scanner.End;
        using var plain = new ByteWriter(end);
        JsonStrings.Unescape(call.Arguments.Written[..end], plain);
        using var scratch = new ByteWriter(plain.Length + 64);
        if (ArgumentRepair.IsGood(plain.Written, SchemaOf(call), scratch))
        {
            scratch.Reset();
            if (Preflight(call, plain.Written, scratch))
            {
                Keep(call, scratch.Written);
            }

            return true;
        }

        // What looks whole by its brackets may be half of something odd: it is judged when nothing more can come.
        return isLast && (TryRepair(call) || true);
    }

    private bool TryRepair(PendingCall call)
    {
        if (_finish is StopReason.MaxTokens or StopReason.ContextWindowExceeded && !call.IsComplete)
        {
            // It was cut off: the client asks again (H-220).
            return false;
        }

        using var plain = new ByteWriter(call.Arguments.Length);
        JsonStrings.Unescape(call.Arguments.Written, plain);
        using var repaired = new ByteWriter(plain.Length + 64);
        if (!ArgumentRepair.TryRepair(plain.Written, SchemaOf(call), repaired))
        {
            return false;
        }

        plain.Reset();
        Keep(call, Preflight(call, repaired.Written, plain) ? plain.Written : repaired.Written);
        return true;
    }

    private void Keep(PendingCall call, ReadOnlySpan<byte> repaired)
    {
        using var escaped = new ByteWriter(repaired.Length + 64);
        JsonStrings.Escape(repaired, escaped);
        call.Repaired = escaped.Written.ToArray();
        _translation.Losses.Add(LossKind.ToolArguments, LossEffect.Remapped, "tool_use.input");
    }

    // An edit is held against the file as it was read last.
    private bool Preflight(PendingCall call, ReadOnlySpan<byte> arguments, ByteWriter output)
    {
        using var name = new ByteWriter(256);
        ToolNameResolver.Resolve(_translation, call.Name.Written, call.WholeName.Written, name);
        return EditPreflight.IsEdit(name.Written) && !IsChangedBefore(call, arguments) && EditPreflight.TryRepair(_translation.Request, arguments, output);
    }

    // An earlier call of this answer may have changed the file, and nobody knows yet whether it did.
    private bool IsChangedBefore(PendingCall call, ReadOnlySpan<byte> arguments)
    {
        var edit = EditCall.Read(arguments);
        using var path = new ByteWriter(256);
        using var earlier = new ByteWriter();
        edit.Unescape(edit.Path, path);
        foreach (var other in _calls)
        {
            if (other == call)
            {
                return false;
            }

            earlier.Reset();
            JsonStrings.Unescape(other.Arguments.Written, earlier);
            if (EditCall.Read(earlier.Written).IsAbout(path.Written))
            {
                return true;
            }
        }

        return false;
    }

    private void EmitRepaired(PendingCall call, byte[] repaired)
    {
        if (_options.CleanArguments)
        {
            Clean(call, repaired);
            return;
        }

        Emit(DeltaKind.InputJson, repaired);
        call.Sent = call.Arguments.Length;
        _bytes += repaired.Length;
    }

    // The schema of the tool that the call means; empty where there is none, and then nothing can be proven.
    private ReadOnlySpan<byte> SchemaOf(PendingCall call)
    {
        using var name = new ByteWriter(256);
        ToolNameResolver.Resolve(_translation, call.Name.Written, call.WholeName.Written, name);
        var request = _translation.Request;
        var index = OfferedTools.FindDefined(request, name.Written);
        if (index < 0)
        {
            return default;
        }

        var tool = request.Tools[index];
        var family = ToolFamilies.Of(request[tool.Type]);
        return family == ToolFamily.Custom ? request[tool.InputSchema] : ToolFamilies.Schema(family);
    }
}
