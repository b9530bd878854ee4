using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

/// <summary>
/// Repairs the arguments of a tool call where what was meant can be proven (N15): the only way to read them, and the only value of the
/// schema's that says the same. Where there is doubt nothing is touched, and the client asks the model again.
/// </summary>
public static class ArgumentRepair
{
    // Beyond this the client's answer is cheaper than ours.
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Writes repaired arguments.</summary>
    /// <param name="arguments">What the model wrote, plain text (not escaped).</param>
    /// <param name="schema">The tool's input schema.</param>
    /// <param name="output">Where to write; what stood there stays.</param>
    /// <returns>False where the arguments are good as they are, or cannot be repaired: then nothing was written.</returns>
    public static bool TryRepair(ReadOnlySpan<byte> arguments, ReadOnlySpan<byte> schema, ByteWriter output)
    {
        if (arguments.IsEmpty || arguments.Length > MaxBytes || schema.IsEmpty)
        {
            return false;
        }

        var mark = output.Length;
        if (IsObject(arguments))
        {
            if (ArgumentFitter.Write(arguments, schema, output) == Fit.Changed)
            {
                return true;
            }
        }
        else
        {
            using var strict = new ByteWriter(arguments.Length + 64);
            if (LenientJson.TryRead(arguments, strict) && IsObject(strict.Written)
                && ArgumentFitter.Write(strict.Written, schema, output) != Fit.No)
            {
                return true;
            }
        }

        output.Truncate(mark);
        return false;
    }

    /// <summary>True where nothing has to be done: the arguments are JSON and fit.</summary>
    public static bool IsGood(ReadOnlySpan<byte> arguments, ReadOnlySpan<byte> schema, ByteWriter scratch)
    {
        if (!IsObject(arguments))
        {
            return false;
        }

        scratch.Reset();
        return schema.IsEmpty || ArgumentFitter.Write(arguments, schema, scratch) == Fit.Same;
    }

    private static bool IsObject(ReadOnlySpan<byte> json) => new JsonCursor(json).Peek() == JsonKind.Object && StrictJson.IsValid(json);
}
