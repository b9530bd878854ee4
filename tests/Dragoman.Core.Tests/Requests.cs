using System.Text;
using Dragoman.Dialects;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Core.Tests;

/// <summary>Reads Messages bodies for tests.</summary>
internal static class Requests
{
    public static ConversationRequest Read(string body) => Read(Encoding.UTF8.GetBytes(body));

    public static ConversationRequest Read(ReadOnlySpan<byte> body)
    {
        var arena = new Arena(body.Length + 1024);
        var request = ConversationRequest.Rent(arena);
        request.Body = arena.Append(body);
        DialectRegistry.Find(Core.Routing.DialectNames.AnthropicMessages)!.ReadRequest(request).ShouldBeNull();
        return request;
    }
}
