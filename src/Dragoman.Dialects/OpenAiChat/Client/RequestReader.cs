using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

/// <summary>
/// Reads a chat completions request (wire schema 2) into a <see cref="ConversationRequest"/>. Strings stay slices of the body; only
/// what chat completions wrap once more (a call's arguments, data URLs) is decoded, in a second pass, because appending to the
/// arena moves the bytes that the first one reads.
/// </summary>
internal ref partial struct RequestReader
{
    private readonly ConversationRequest _request;
    private readonly Slice _emptySchema;
    private readonly Slice _customSchema;
    private BodyReader _in;
    private Slice _stop;
    private Slice _tools;
    private Slice _messages;
    private Slice _toolChoice;
    private Slice _format;
    private long? _oldMaxTokens;
    private bool _sawConversation;
    private Message _results;

    private RequestReader(ConversationRequest request)
    {
        _request = request;
        _emptySchema = request.Arena.Append(CustomTool.EmptySchema);
        _customSchema = request.Arena.Append(CustomTool.Schema);
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

        _request.MaxTokens ??= _oldMaxTokens;
        if (_request.Model.IsEmpty)
        {
            return _in.Problem("model", "expected the id of a model");
        }

        return !_messages.IsAbsent || _in.Problem("messages", "expected an array of messages");
    }

    private readonly bool Is(Slice word, ReadOnlySpan<byte> expected) => _in[word].SequenceEqual(expected);
}
