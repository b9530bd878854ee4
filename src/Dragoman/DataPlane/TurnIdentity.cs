using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Dragoman.DataPlane;

/// <summary>Who a turn belongs to, as far as the client says it (F02, H-009). Nothing here is required.</summary>
/// <param name="KeyId">The key that was shown.</param>
/// <param name="SessionId">The client's session; empty where it gave none.</param>
/// <param name="AgentId">The subagent; empty for the main agent.</param>
/// <param name="ParentAgentId">The agent that started the subagent.</param>
/// <param name="Client">The client's name and version.</param>
internal readonly record struct TurnIdentity(string KeyId, string SessionId, string AgentId, string ParentAgentId, string Client)
{
    private const int MaxLength = 128;

    private static readonly string[] OtherSessionHeaders =
    [
        "x-session-id", "session_id", "session-id", "helicone-session-id", "x-litellm-session-id", "x-portkey-trace-id",
    ];

    /// <summary>Session and agent in one name: what has a prompt of its own. Empty where the client names no session.</summary>
    public string Agent { get; } = SessionId.Length == 0 ? string.Empty : AgentId.Length == 0 ? SessionId : $"{SessionId}/{AgentId}";

    /// <summary>Reads the headers that Claude Code sends. Values are cut and freed of control characters: they go into records.</summary>
    public static TurnIdentity From(IHeaderDictionary headers, string keyId) => new(
        keyId,
        Session(headers),
        Clean(headers["x-claude-code-agent-id"]),
        Clean(headers["x-claude-code-parent-agent-id"]),
        Clean(headers.UserAgent));

    /// <summary>
    /// The same with the session that the request's body names, where no header did: OpenAI's clients name what should share a cache.
    /// </summary>
    public TurnIdentity WithSessionOf(ConversationRequest request)
    {
        if (SessionId.Length > 0)
        {
            return this;
        }

        foreach (ref readonly var member in request.Unknown)
        {
            var value = request[member.Value];
            if (value.Length > 2 && value[0] == '"' && request[member.Name].SequenceEqual("prompt_cache_key"u8))
            {
                return new(KeyId, Clean(JsonStrings.Decode(value[1..^1])), AgentId, ParentAgentId, Client);
            }
        }

        return this;
    }

    // Claude Code's own header, a general one, and Codex's.
    private static string Session(IHeaderDictionary headers)
    {
        var session = Clean(headers["x-claude-code-session-id"]);
        for (var i = 0; session.Length == 0 && i < OtherSessionHeaders.Length; i++)
        {
            session = Clean(headers[OtherSessionHeaders[i]]);
        }

        return session;
    }

    private static string Clean(StringValues values)
    {
        if (StringValues.IsNullOrEmpty(values) || values[0] is not { } value)
        {
            return string.Empty;
        }

        if (value.Length > MaxLength)
        {
            value = value[..MaxLength];
        }

        return value.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0 && value.Any(char.IsControl) ? string.Concat(value.Where(c => !char.IsControl(c))) : value;
    }
}
