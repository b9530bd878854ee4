namespace Dragoman.Testing;

/// <summary>Writes an answer in a provider's own dialect.</summary>
internal interface IAnswerWriter
{
    /// <summary>The frames and waits of the stream: a string is one frame of text, bytes go as they are, a task is waited for.</summary>
    IEnumerable<object> Stream();

    /// <summary>The whole answer as one body.</summary>
    byte[] Whole();
}
