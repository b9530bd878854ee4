using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.DataPlane;

/// <summary>Reads a client's request into the model, with what its URL said of it.</summary>
internal static class ClientRequest
{
    /// <summary>Null on success; else what is wrong with the body. What the URL says holds over the body.</summary>
    public static Failure? Read(ClientCall call, ConversationRequest request)
    {
        if (call.Model is null && call.Stream is null)
        {
            return call.Dialect.ReadRequest(request);
        }

        var model = call.Model is { } name ? Append(name, request) : default;
        request.Model = model;
        request.Stream = call.Stream ?? false;
        var failure = call.Dialect.ReadRequest(request);
        if (!model.IsAbsent)
        {
            request.Model = model;
        }

        request.Stream = call.Stream ?? request.Stream;
        return failure;
    }

    private static Slice Append(string name, ConversationRequest request)
    {
        using var escaped = new ByteWriter(256);
        JsonStrings.Escape(Encoding.UTF8.GetBytes(name), escaped);
        return request.Arena.Append(escaped.Written);
    }
}
