using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat.Client;

namespace Dragoman.Dialects.OpenAiResponses.Client;

/// <summary>
/// Reads a Responses request (wire schema 3) into a <see cref="ConversationRequest"/>. Strings stay slices of the body; what the
/// protocol wraps once more (arguments, data URLs) is decoded in a second pass, as appending to the arena moves the bytes that the
/// first one reads. Nothing is kept between requests, so what refers to something kept is refused.
/// </summary>
internal ref partial struct RequestReader
{
    private static ReadOnlySpan<byte> SearchTool => "{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}"u8;

    private readonly ConversationRequest _request;
    private readonly Slice _emptySchema;
    private readonly Slice _customSchema;
    private readonly Slice _searchTool;
    private BodyReader _in;
    private Slice _input;
    private Slice _instructions;
    private Slice _tools;
    private Slice _toolChoice;
    private Slice _reasoning;
    private Slice _text;
    private JsonCursor _inputAt;
    private bool _sawConversation;
    private Message _open;

    private RequestReader(ConversationRequest request)
    {
        _request = request;
        _emptySchema = request.Arena.Append(CustomTool.EmptySchema);
        _customSchema = request.Arena.Append(CustomTool.Schema);
        _searchTool = request.Arena.Append(SearchTool);
        _in = new BodyReader(request.Arena, request.Body);
    }

    /// <summary>Null on success; otherwise what is wrong with the body, and where.</summary>
    public static Failure? Read(ConversationRequest request)
    {
        if (!JsonCursor.IsCleanUtf8(request.Arena[request.Body]))
        {
            return BodyReader.Invalid("The request body is not valid UTF-8: encode it as UTF-8.");
        }

        var reader = new RequestReader(request);
        if (!reader.ReadBody())
        {
            return reader._in.Describe();
        }

        WrappedValues.Unwrap(request);
        Finish(request);
        return null;
    }

    private bool ReadBody()
    {
        if (_in.Cursor.Peek() != JsonKind.Object)
        {
            return _in.Cursor.Fail();
        }

        _in.Cursor.EnterObject();
        while (_in.Next(out var name))
        {
            if (!ReadTopLevel(name))
            {
                return false;
            }
        }

        if (_in.IsOver || !_in.Cursor.AtEnd())
        {
            return _in.IsOver ? false : _in.Cursor.Fail();
        }

        if (_request.Model.IsEmpty)
        {
            return _in.Problem("model", "expected the id of a model");
        }

        if (_input.IsAbsent)
        {
            return _in.Problem("input", "expected a string or an array of items");
        }

        // The instructions stand in front of everything, wherever their member stands.
        AddInstructions();
        _in.Cursor = _inputAt;
        return ReadInput() || _in.In("input");
    }

    private readonly void AddInstructions()
    {
        _request.SystemFirst = _request.BlockCount;
        if (!_instructions.IsEmpty)
        {
            _request.Add(new Block { Kind = BlockKind.Text, Span = 1, Text = _instructions });
        }

        _request.SystemEnd = _request.BlockCount;
    }

    // What the shared second pass cannot know: a file's address is no data, and a redacted thought has a kind of its own.
    private static void Finish(ConversationRequest request)
    {
        for (var i = 0; i < request.BlockCount; i++)
        {
            ref var block = ref request.BlockAt(i);
            if (block.Kind == BlockKind.Document && block.Source == SourceKind.None)
            {
                block.Source = SourceKind.Url;
            }
            else if (block.Kind == BlockKind.Thinking && request[block.Signature].StartsWith(ReasoningItem.RedactedPrefix))
            {
                block.Kind = BlockKind.RedactedThinking;
                block.Text = new Slice(block.Signature.Start + ReasoningItem.RedactedPrefix.Length, block.Signature.Length - ReasoningItem.RedactedPrefix.Length);
                block.Signature = default;
            }
        }
    }

    private readonly bool Is(Slice word, ReadOnlySpan<byte> expected) => _in[word].SequenceEqual(expected);
}
