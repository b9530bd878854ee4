using Dragoman.Dialects.AnthropicMessages.Prints;

namespace Dragoman.Core.Runaway;

/// <summary>The last step of a conversation: the newest calls with their results.</summary>
/// <param name="Signature">Of the calls and results without their ids; 0 where the conversation ends with something else.</param>
/// <param name="Id">Of the ids: the same where the client sends the same request again.</param>
/// <param name="IsPatient">Nothing but tools that are there to wait was called.</param>
public readonly record struct TurnStep(ulong Signature, ulong Id, bool IsPatient)
{
    /// <summary>The last step of a request.</summary>
    /// <param name="messages">The prints of its messages.</param>
    /// <param name="patient">Hashes of the names of patient tools, see <see cref="NameOf"/>.</param>
    public static TurnStep Of(ReadOnlySpan<BlockPrint> messages, IReadOnlySet<ulong> patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var at = messages.Length - 1;
        while (at >= 0 && messages[at].Kind == PrintKind.Other)
        {
            at--;
        }

        if (at < 0 || messages[at].Kind != PrintKind.ToolResult)
        {
            return default;
        }

        ulong signature = 1, id = 1;
        var results = messages[at].Message;
        for (; at >= 0 && messages[at].Message == results; at--)
        {
            Take(messages[at], PrintKind.ToolResult, ref signature, ref id);
        }

        while (at >= 0 && messages[at].Kind != PrintKind.ToolUse)
        {
            at--;
        }

        var isPatient = at >= 0;
        for (var calls = at >= 0 ? messages[at].Message : -1; at >= 0 && messages[at].Message == calls; at--)
        {
            isPatient &= messages[at].Kind != PrintKind.ToolUse || patient.Contains(messages[at].Name);
            Take(messages[at], PrintKind.ToolUse, ref signature, ref id);
        }

        return new TurnStep(signature, id, isPatient);
    }

    /// <summary>The hash by which a tool's name is known.</summary>
    public static ulong NameOf(string tool) => ByteHash.Of(System.Text.Encoding.UTF8.GetBytes($"\"{tool}\""));

    private static void Take(in BlockPrint print, PrintKind kind, ref ulong signature, ref ulong id)
    {
        if (print.Kind == kind)
        {
            signature = ByteHash.Combine(signature, print.Hash);
            id = ByteHash.Combine(id, print.Id);
        }
    }
}
