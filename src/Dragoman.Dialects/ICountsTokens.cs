using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects;

/// <summary>A dialect whose hosts count the tokens of a request when they are asked, without generating anything (H-335, H-418).</summary>
public interface ICountsTokens
{
    /// <summary>The URL at which tokens are counted.</summary>
    /// <param name="endpoint">What is configured.</param>
    /// <param name="model">The model's id.</param>
    Uri CountAddress(Uri endpoint, string model);

    /// <summary>Writes the question. Null on success, else why the host cannot serve the request at all.</summary>
    /// <param name="translation">The request, as it would be sent for an answer.</param>
    /// <param name="endpoint">What is configured.</param>
    /// <param name="output">Where to write.</param>
    Failure? WriteCount(Translation translation, Uri endpoint, ByteWriter output);

    /// <summary>Reads the answer: the tokens; null where it says none.</summary>
    long? ReadCount(ReadOnlySpan<byte> answer);
}
