using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

// Calls without the arguments that their tools cannot do without: some hosts lose them on the way, and find them the second time (H-464).
public sealed partial class BlockSequencer
{
    /// <summary>Why nothing of an answer was raised though it ended: it is worth asking once more. Mostly null.</summary>
    public Failure? Refused { get; private set; }

    // Only while nothing has passed, and only once: what is lost twice is the model's own doing and the client's to answer.
    private bool RefuseLostArguments()
    {
        if (HasContent || !HasCalls || _translation.Applies(RemedyKind.Again))
        {
            return false;
        }

        for (var i = _current; i < _calls.Count; i++)
        {
            if (LacksArguments(_calls[i]))
            {
                IsEnded = true;
                Refused = new Failure(FailureCause.Upstream, 502, "The model called a tool without the arguments that it needs; send the request again.")
                {
                    IsRetryable = true,
                    Remedy = new Remedy(RemedyKind.Again),
                };
                return true;
            }
        }

        return false;
    }

    private bool LacksArguments(PendingCall call)
    {
        var raw = TrimBlanks(call.Arguments.Written);
        var isEmpty = raw.IsEmpty || raw.SequenceEqual("null"u8) || (call.IsComplete && call.MayBeEmptyPrefix);
        if (!isEmpty || call.Name.Length == 0)
        {
            return false;
        }

        _escaped.Reset();
        ToolNameResolver.Resolve(_translation, call.Name.Written, call.WholeName.Written, _escaped);
        var tool = OfferedTools.FindDefined(_translation.Request, _escaped.Written);
        return tool >= 0 && RequiresAnything(_translation.Request[_translation.Request.Tools[tool].InputSchema]);
    }

    private static bool RequiresAnything(ReadOnlySpan<byte> schema)
    {
        var cursor = new JsonCursor(schema);
        if (cursor.Peek() != JsonKind.Object)
        {
            return false;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("required"u8) && cursor.Peek() == JsonKind.Array)
            {
                cursor.EnterArray();
                return cursor.NextElement();
            }

            cursor.ReadValue();
        }

        return false;
    }
}
