namespace Dragoman.Dialects.Conversation;

/// <summary>The media type of an image by its first bytes, where the client's word for it is wrong (H-051).</summary>
internal static class MediaType
{
    /// <summary>The type to send.</summary>
    /// <param name="stated">What the client says.</param>
    /// <param name="base64">The image.</param>
    public static ReadOnlySpan<byte> OfImage(ReadOnlySpan<byte> stated, ReadOnlySpan<byte> base64)
    {
        // The magic bytes of each format, in base64.
        if (base64.StartsWith("iVBORw0KGgo"u8))
        {
            return "image/png"u8;
        }

        if (base64.StartsWith("/9j/"u8))
        {
            return "image/jpeg"u8;
        }

        if (base64.StartsWith("R0lGOD"u8))
        {
            return "image/gif"u8;
        }

        if (base64.StartsWith("UklGR"u8))
        {
            return "image/webp"u8;
        }

        return stated.SequenceEqual("image/jpg"u8) || stated.IsEmpty ? "image/jpeg"u8 : stated;
    }
}
