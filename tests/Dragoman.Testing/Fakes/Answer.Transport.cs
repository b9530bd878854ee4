using System.Text;

namespace Dragoman.Testing;

public sealed partial class Answer
{
    private readonly List<KeyValuePair<string, string>> _headers = [];

    /// <summary>A whole response to send instead of the parts: status, content type and body; null for a normal answer.</summary>
    public (int Status, string ContentType, byte[] Body)? Fixed { get; private set; }

    /// <summary>Response headers to add.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    /// <summary>Characters a delta of tool arguments carries at most; null writes them in one piece.</summary>
    public int? ArgumentPieceSize { get; private set; }

    /// <summary>True: a call's id, name and whole arguments arrive in one chunk (OpenAI shape only).</summary>
    public bool CompleteCalls { get; private set; }

    /// <summary>True: deltas of parallel calls take turns by index (OpenAI shape only).</summary>
    public bool InterleavesCalls { get; private set; }

    /// <summary>The name of the member that carries reasoning in the OpenAI shape.</summary>
    public string ReasoningMember { get; private set; } = "reasoning_content";

    /// <summary>Bytes per write; null writes frame by frame.</summary>
    public int? BytesPerWrite { get; private set; }

    /// <summary>True: lines end in CR LF.</summary>
    public bool CrLf { get; private set; }

    /// <summary>A comment line sent before each frame; null for none.</summary>
    public string? Comment { get; private set; }

    /// <summary>True: a streaming request is answered with one JSON document.</summary>
    public bool IgnoresStream { get; private set; }

    /// <summary>Frames after which the connection is reset; null for never.</summary>
    public int? ResetsAfter { get; private set; }

    /// <summary>Frames after which the body ends as if it were complete; null for never.</summary>
    public int? EndsAfter { get; private set; }

    /// <summary>True: thinking comes without a signature, where the provider signs it.</summary>
    public bool OmitsSignatures { get; private set; }

    /// <summary>True: the terminator (<c>[DONE]</c>) is left out.</summary>
    public bool OmitsTerminator { get; private set; }

    /// <summary>The content type of a stream.</summary>
    public string StreamContentType { get; private set; } = "text/event-stream; charset=utf-8";

    /// <summary>A JSON error body with this status.</summary>
    public static Answer Fail(int status, string body, string contentType = "application/json") =>
        new() { Fixed = (status, contentType, Encoding.UTF8.GetBytes(body)) };

    /// <summary>A whole response of any bytes.</summary>
    public static Answer Bytes(int status, byte[] body, string contentType) => new() { Fixed = (status, contentType, body) };

    /// <summary>A page such as a proxy in between answers.</summary>
    public static Answer Html(int status, string body = "<html><body><h1>Bad gateway</h1></body></html>") => Fail(status, body, "text/html");

    /// <summary>An empty body.</summary>
    public static Answer Empty(int status = 200) => Fail(status, string.Empty);

    /// <summary>A 200 stream whose frames are given as they are, line ends and blank lines included.</summary>
    public static Answer Frames(params string[] frames)
    {
        var answer = new Answer { OmitsTerminator = true, IsRawStream = true };
        foreach (var frame in frames)
        {
            answer.Add(new FramePart(frame));
        }

        return answer;
    }

    /// <summary>A 200 stream that sends nothing until <paramref name="until"/> ends, then closes.</summary>
    public static Answer Silence(Task until)
    {
        var answer = Frames();
        return answer.Wait(until);
    }

    /// <summary>True: only the given frames are written, no envelope around them.</summary>
    internal bool IsRawStream { get; private set; }

    /// <summary>Adds a response header.</summary>
    public Answer Header(string name, string value)
    {
        _headers.Add(new(name, value));
        return this;
    }

    /// <summary>Cuts tool arguments into deltas of at most this many characters.</summary>
    public Answer ArgumentsInPieces(int characters) => With(() => ArgumentPieceSize = characters);

    /// <summary>Sends each call whole in one chunk.</summary>
    public Answer CallsInOneChunk() => With(() => CompleteCalls = true);

    /// <summary>Lets the deltas of parallel calls take turns.</summary>
    public Answer Interleaved() => With(() => InterleavesCalls = true);

    /// <summary>Names the member that carries reasoning in the OpenAI shape, e.g. <c>reasoning</c>.</summary>
    public Answer ReasoningAs(string member) => With(() => ReasoningMember = member);

    /// <summary>Writes the body in pieces of this many bytes, each flushed on its own.</summary>
    public Answer InWritesOf(int bytes) => With(() => BytesPerWrite = bytes);

    /// <summary>Ends lines in CR LF.</summary>
    public Answer WithCrLf() => With(() => CrLf = true);

    /// <summary>Sends a comment line before each frame, as hosts do to keep a connection alive.</summary>
    public Answer WithComments(string comment = "keepalive") => With(() => Comment = comment);

    /// <summary>Answers a streaming request with one JSON document.</summary>
    public Answer AsJson() => With(() => IgnoresStream = true);

    /// <summary>Sends a stream under another content type.</summary>
    public Answer StreamedAs(string contentType) => With(() => StreamContentType = contentType);

    /// <summary>Resets the connection after this many frames.</summary>
    public Answer ResetAfter(int frames) => With(() => ResetsAfter = frames);

    /// <summary>Ends the body after this many frames, without finish reason or terminator.</summary>
    public Answer EndAfter(int frames) => With(() => EndsAfter = frames);

    /// <summary>Shows thinking without the signature that belongs to it.</summary>
    public Answer Unsigned() => With(() => OmitsSignatures = true);

    /// <summary>Leaves out the terminator only.</summary>
    public Answer WithoutTerminator() => With(() => OmitsTerminator = true);

    private Answer With(Action set)
    {
        set();
        return this;
    }
}
