using Dragoman.Dialects.Json;

namespace Dragoman.DataPlane;

/// <summary>Betas in a body: left there by an SDK (H-176), or put there as Bedrock wants it. They belong into the header.</summary>
internal static class BodyBetas
{
    /// <summary>The betas of a raw array as one header line; what a header cannot hold is left out.</summary>
    public static string Read(ReadOnlySpan<byte> raw)
    {
        var cursor = new JsonCursor(raw);
        var betas = new List<string>();
        if (cursor.Peek() == JsonKind.Array)
        {
            cursor.EnterArray();
            while (cursor.NextElement())
            {
                var beta = cursor.ReadStringOrSkip();
                betas.Add(JsonStrings.Decode(raw.Slice(beta.Start, beta.Length)));
            }
        }

        return string.Join(',', betas.Where(beta => beta.Length > 0 && beta.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')));
    }
}
