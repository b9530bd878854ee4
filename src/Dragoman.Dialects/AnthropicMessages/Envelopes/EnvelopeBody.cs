using System.Text;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Envelopes;

/// <summary>
/// Writes a Messages body as clouds want it: the model leaves it for the URL, the version comes in. What comes in stands in front, so
/// that a longer form of the same conversation begins with the same bytes (H-171); every other byte stays.
/// </summary>
internal static class EnvelopeBody
{
    /// <summary>Copies the body.</summary>
    /// <param name="body">A Messages body.</param>
    /// <param name="version">The <c>anthropic_version</c> of the cloud.</param>
    /// <param name="betas">Betas for the body; null where they do not belong there.</param>
    /// <param name="keepsModel">True where the URL does not name the model.</param>
    /// <param name="keepsStream">True where the URL does not say whether a stream is wanted, or the cloud does not mind.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(
        ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> version,
        IEnumerable<string>? betas,
        bool keepsModel,
        bool keepsStream,
        ByteWriter output)
    {
        var cursor = new JsonCursor(body);
        cursor.EnterObject();
        var copy = new SpliceCopy(body, output);
        copy.UpTo(cursor.Position);
        output.Write("\"anthropic_version\":"u8);
        output.WriteString(version);
        WriteBetas(betas, output);
        output.Write((byte)',');
        var list = new SpliceList(cursor.Position);
        while (cursor.NextMember(out Slice slice))
        {
            list.Begin(slice.Start - 1, ref copy);
            var name = body.Slice(slice.Start, slice.Length);
            cursor.ReadValue();
            var isOut = (!keepsModel && name.SequenceEqual("model"u8)) || (!keepsStream && name.SequenceEqual("stream"u8))
                || name.SequenceEqual("anthropic_version"u8) || (betas is not null && name.SequenceEqual("anthropic_beta"u8));
            list.End(cursor.Position, isOut, ref copy);
        }

        copy.Finish();
    }

    private static void WriteBetas(IEnumerable<string>? betas, ByteWriter output)
    {
        var any = false;
        foreach (var beta in betas ?? [])
        {
            output.Write(any ? ","u8 : ",\"anthropic_beta\":["u8);
            output.WriteString(Encoding.UTF8.GetBytes(beta));
            any = true;
        }

        if (any)
        {
            output.Write((byte)']');
        }
    }
}
