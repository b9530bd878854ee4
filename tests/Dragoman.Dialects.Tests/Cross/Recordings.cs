using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>The recorded answers that the two dialects must read.</summary>
internal static class Recordings
{
    /// <summary>Good answers in the shape of chat completions, whoever gave them.</summary>
    public static IReadOnlyList<Recording> Chat => Answers(recording => recording.Api is "chat" or "openai-chat");

    /// <summary>Good answers of the Messages API.</summary>
    public static IReadOnlyList<Recording> Messages => Answers(recording => recording is { Api: "messages", Provider: "anthropic" });

    /// <summary>The body of the answer.</summary>
    public static byte[] Body(this Recording recording) => recording.Bytes(recording.IsStream() ? "stream.sse" : "response.json");

    /// <summary>True where it was streamed.</summary>
    public static bool IsStream(this Recording recording) => recording.Has("stream.sse");

    private static Recording[] Answers(Func<Recording, bool> isWanted)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        Recording[] found = [.. SharedData.Recordings().Where(recording => isWanted(recording) && recording.Status == 200
            && (recording.Has("stream.sse") || recording.Has("response.json")))];
        found.Length.ShouldBeGreaterThan(50);
        return found;
    }
}
