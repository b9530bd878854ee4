using System.Text;

namespace Dragoman.Testing;

/// <summary>
/// What a fake provider answers, said once and written in each provider's own dialect, as a stream or as a whole.
/// Built with <see cref="Say"/>, <see cref="Think"/> and <see cref="Call(string, string, string?)"/>, or a fault with
/// <see cref="Fail(int, string, string)"/> and its siblings; the other methods say how it travels.
/// </summary>
public sealed partial class Answer
{
    private readonly List<Part> _parts = [];

    /// <summary>What the answer says, in order.</summary>
    public IReadOnlyList<Part> Parts => _parts;

    /// <summary>The reported usage; null lets the fake estimate it from the request and the parts.</summary>
    public Usage? ReportedUsage { get; private set; }

    /// <summary>False: the answer carries no usage at all.</summary>
    public bool ReportsUsage { get; private set; } = true;

    /// <summary>The finish reason in OpenAI's words (stop, length, tool_calls, content_filter) or verbatim; null derives it.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>Starts an answer that says a text in one delta.</summary>
    public static Answer Text(string text) => new Answer().Say(text);

    /// <summary>Starts an answer with one tool call.</summary>
    public static Answer Tool(string name, string arguments, string? id = null) => new Answer().Call(name, arguments, id);

    /// <summary>Starts an empty answer.</summary>
    public static Answer New() => new();

    /// <summary>Adds visible text; each piece is one delta.</summary>
    public Answer Say(params string[] pieces) => Add(new TextPart(pieces));

    /// <summary>Adds visible text, cut into deltas of at most <paramref name="size"/> characters that never split a surrogate pair.</summary>
    public Answer SayInPieces(string text, int size) => Add(new TextPart(Cut(text, size)));

    /// <summary>Adds reasoning; each piece is one delta.</summary>
    public Answer Think(params string[] pieces) => Add(new ThinkingPart(pieces));

    /// <summary>Adds a tool call; <paramref name="arguments"/> is its JSON text. Several in one answer are parallel calls.</summary>
    public Answer Call(string name, string arguments, string? id = null) => Add(new CallPart(name, arguments, id));

    /// <summary>Adds a search that the provider runs itself, with what it found.</summary>
    public Answer Search(string query, params string[] urls) => Add(new SearchPart(query, urls));

    /// <summary>Holds back what follows until <paramref name="until"/> ends.</summary>
    public Answer Wait(Task until) => Add(new WaitPart(until));

    /// <summary>Adds one SSE frame written as given (line ends and the blank line included).</summary>
    public Answer Frame(string frame) => Add(new FramePart(frame));

    /// <summary>Reports these counts.</summary>
    public Answer Using(int prompt, int completion, int cached = 0, int cacheWritten = 0, int reasoning = 0)
    {
        ReportedUsage = new Usage(prompt, completion, cached, cacheWritten, reasoning);
        return this;
    }

    /// <summary>Reports no usage.</summary>
    public Answer WithoutUsage()
    {
        ReportsUsage = false;
        return this;
    }

    /// <summary>Ends with this reason, in OpenAI's words (each fake maps it to its own) or verbatim.</summary>
    public Answer Finish(string reason)
    {
        FinishReason = reason;
        return this;
    }

    /// <summary>Cuts a text into pieces of at most <paramref name="size"/> characters without splitting a surrogate pair.</summary>
    public static IReadOnlyList<string> Cut(string text, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var pieces = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(size, text.Length - at);
            if (at + length < text.Length && char.IsHighSurrogate(text[at + length - 1]))
            {
                length++;
            }

            pieces.Add(text.Substring(at, length));
            at += length;
        }

        return pieces;
    }

    internal int EstimatedCompletion =>
        Math.Max(1, _parts.Sum(part => part switch
        {
            TextPart text => text.Pieces.Sum(piece => Encoding.UTF8.GetByteCount(piece)),
            ThinkingPart thinking => thinking.Pieces.Sum(piece => Encoding.UTF8.GetByteCount(piece)),
            CallPart call => Encoding.UTF8.GetByteCount(call.Arguments) + 20,
            _ => 0,
        }) / 4);

    private Answer Add(Part part)
    {
        _parts.Add(part);
        return this;
    }
}
