using System.Text;
using System.Text.Json;
using Dragoman.Dialects.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane.Admission;

/// <summary>
/// Which repository a turn counts for, without any wiring at the client (F02): what a header says, in this gateway's spelling or in those
/// of Portkey, Helicone and LiteLLM; what the request's tags say; the key's own project; else the folder that Claude Code's prompt names.
/// All of it is attribution, none of it is authority: it opens nothing.
/// </summary>
internal static class Attribution
{
    private const int MaxLength = 128;
    private const int LooksAt = 512 * 1024;

    private static readonly string[] Headers =
        ["x-dragoman-project", "x-project", "x-repo", "helicone-property-project", "helicone-property-repo", "helicone-property-repository"];

    private static readonly string[] Members = ["project", "repo", "repository", "attributionProject"];
    private static readonly string[] MetadataHeaders = ["x-portkey-metadata", "x-litellm-spend-logs-metadata"];

    // A session works in one folder: its first turn is looked through, the others find what that found. A title's turn names no folder:
    // that nothing was found is kept only of turns that would say it.
    private static readonly Found?[] Recent = new Found?[1024];

    private static ReadOnlySpan<byte> Folder => "orking directory: "u8;

    /// <summary>The repository; empty where nothing names one.</summary>
    public static string ProjectOf(Turn turn)
    {
        if (FromHeaders(turn.Http.Request.Headers) is { Length: > 0 } named)
        {
            return named;
        }

        var session = turn.Identity.SessionId;
        ref var place = ref Recent[session.GetHashCode(StringComparison.Ordinal) & (Recent.Length - 1)];
        if (session.Length > 0 && place is { } found && found.Session == session && found.KeyId == turn.Identity.KeyId)
        {
            return found.Project;
        }

        var body = turn.Arena is { } arena ? arena[turn.Body] : default;
        var project = FromTags(body) is { Length: > 0 } tagged ? tagged
            : turn.Admission.Grant?.Project is { Length: > 0 } own ? own
            : FromFolder(body);
        if (session.Length > 0 && (project.Length > 0 || turn.Shape.ToolCount > 0))
        {
            Volatile.Write(ref place, new Found(session, turn.Identity.KeyId, project));
        }

        return project;
    }

    /// <summary>Who the client says that it is, for keys that no person stands behind; empty where it does not.</summary>
    public static string UserOf(IHeaderDictionary headers)
    {
        var user = Clean(headers["helicone-user-id"].ToString());
        return user.Length > 0 ? user : Clean(FromMetadata(headers, "_user", "user"));
    }

    private static string FromHeaders(IHeaderDictionary headers)
    {
        foreach (var name in Headers)
        {
            if (headers.TryGetValue(name, out var value) && Clean(value.ToString()) is { Length: > 0 } project)
            {
                return project;
            }
        }

        return Clean(FromMetadata(headers, Members));
    }

    private static string FromMetadata(IHeaderDictionary headers, params string[] members)
    {
        foreach (var header in MetadataHeaders)
        {
            if (headers.TryGetValue(header, out var value) && value.ToString() is { Length: > 0 and < 4096 } text
                && Member(Encoding.UTF8.GetBytes(text), members) is { Length: > 0 } found)
            {
                return found;
            }
        }

        return string.Empty;
    }

    // The top-level `tags` of organisations that have them; they stand near the end of a body, behind the conversation.
    private static string FromTags(ReadOnlySpan<byte> body)
    {
        var at = body.LastIndexOf("\"attributionProject\""u8);
        if (at < 0)
        {
            return string.Empty;
        }

        var rest = body[(at + "\"attributionProject\""u8.Length)..].TrimStart(" \t\r\n:"u8);
        if (rest.Length < 2 || rest[0] != '"')
        {
            return string.Empty;
        }

        var end = rest[1..Math.Min(rest.Length, MaxLength * 6)].IndexOf((byte)'"');
        return end <= 0 ? string.Empty : Clean(JsonStrings.Decode(rest.Slice(1, end)));
    }

    // `Primary working directory: /srv/dev/app`: its last name is the repository's.
    private static string FromFolder(ReadOnlySpan<byte> body)
    {
        var part = body[..Math.Min(body.Length, LooksAt)];
        var at = part.IndexOf(Folder);
        if (at < 0)
        {
            return string.Empty;
        }

        var path = part[(at + Folder.Length)..];
        var end = path[..Math.Min(path.Length, 1024)].IndexOfAny("\"\n<"u8);
        var escape = path.IndexOf("\\n"u8);
        end = escape >= 0 && (end < 0 || escape < end) ? escape : end;
        if (end <= 0)
        {
            return string.Empty;
        }

        var folder = JsonStrings.Decode(path[..end]).TrimEnd('/', '\\', ' ');
        return Clean(folder[(folder.LastIndexOfAny(['/', '\\']) + 1)..]);
    }

    private static string Member(byte[] json, string[] members)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var member in members)
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object
                    && document.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String)
                {
                    return value.GetString()!;
                }
            }
        }
        catch (JsonException)
        {
            // What is no JSON says nothing.
        }

        return string.Empty;
    }

    private static string Clean(string value)
    {
        value = value.Length > MaxLength ? value[..MaxLength] : value;
        return value.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 ? value.Trim() : string.Concat(value.Where(c => !char.IsControl(c))).Trim();
    }

    private sealed record Found(string Session, string KeyId, string Project);
}
