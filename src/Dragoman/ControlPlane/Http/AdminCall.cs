using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dragoman.ControlPlane.Roles;
using Microsoft.AspNetCore.Http;

namespace Dragoman.ControlPlane.Http;

/// <summary>One admitted call to the admin API, as its endpoint sees it.</summary>
internal sealed class AdminCall(HttpContext http, AdminCaller caller, Reach reach, ReadOnlyMemory<byte> body, string requestId)
{
    private const int MaxQueryValue = 1024;

    /// <summary>Who calls.</summary>
    public AdminCaller Caller { get; } = caller;

    /// <summary>How far the caller may go.</summary>
    public Reach Reach { get; } = reach;

    /// <summary>The request's id.</summary>
    public string RequestId { get; } = requestId;

    /// <summary>Where the caller is.</summary>
    public string Address { get; } = http.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    /// <summary>The address that the caller used for this gateway.</summary>
    public string BaseUrl { get; } = $"{http.Request.Scheme}://{http.Request.Host}";

    /// <summary>Ends with the caller's departure.</summary>
    public CancellationToken Cancellation => http.RequestAborted;

    /// <summary>The id in the path. A repository's name has a slash, which stays escaped on the way here.</summary>
    public string Id => (Convert.ToString(http.Request.RouteValues["id"], CultureInfo.InvariantCulture) ?? string.Empty)
        .Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>How many entries a page may hold.</summary>
    /// <exception cref="AdminProblem">It is no number, or too large.</exception>
    public int Limit => Query("limit") is not { } text ? QueryParameter.UsualLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= QueryParameter.MaxLimit ? limit
        : throw AdminProblem.Invalid($"limit takes a number from 1 to {QueryParameter.MaxLimit}.");

    /// <summary>A parameter of the query; null where it is not given or empty.</summary>
    /// <exception cref="AdminProblem">It is given twice, or endless.</exception>
    public string? Query(string name)
    {
        var values = http.Request.Query[name];
        return values.Count switch
        {
            0 => null,
            1 when values[0] is { Length: > 0 and <= MaxQueryValue } value => value,
            1 when string.IsNullOrEmpty(values[0]) => null,
            1 => throw AdminProblem.Invalid($"{name} takes at most {MaxQueryValue} characters."),
            _ => throw AdminProblem.Invalid($"{name} is given {values.Count} times; give it once."),
        };
    }

    /// <summary>A parameter that may be given many times, as <c>name</c> or <c>name[]</c>.</summary>
    public IReadOnlyList<string> Queries(string name) =>
        [.. http.Request.Query[name].Concat(http.Request.Query[name + "[]"]).OfType<string>().Where(value => value.Length > 0)];

    /// <summary>A time in the query.</summary>
    /// <exception cref="AdminProblem">It is none.</exception>
    public DateTimeOffset? Time(string name) => Query(name) is not { } text ? null
        : DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : throw AdminProblem.Invalid($"{name} takes a time such as 2026-11-01T00:00:00Z or 2026-11-01.");

    /// <summary>A yes or no in the query.</summary>
    /// <exception cref="AdminProblem">It is neither.</exception>
    public bool Flag(string name) => Query(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw AdminProblem.Invalid($"{name} takes true or false."),
    };

    /// <summary>A member of an enum in the query, in snake case.</summary>
    /// <exception cref="AdminProblem">There is no such member.</exception>
    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (Query(name) is not { } text)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (SnakeCaseEnum<T>.Word(value) == text)
            {
                return value;
            }
        }

        throw AdminProblem.Invalid($"{name} takes one of {string.Join(", ", Enum.GetValues<T>().Select(SnakeCaseEnum<T>.Word))}.");
    }

    /// <summary>True where the request has a body.</summary>
    public bool HasBody => !body.IsEmpty;

    /// <summary>The request's body.</summary>
    /// <exception cref="AdminProblem">It is not of this shape; the sentence names the place.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        if (body.IsEmpty)
        {
            throw AdminProblem.Invalid("The request has no body; send a JSON object.");
        }

        try
        {
            return JsonSerializer.Deserialize(body.Span, type) ?? throw AdminProblem.Invalid("The body is null; send a JSON object.");
        }
        catch (JsonException exception)
        {
            throw AdminProblem.Invalid(BodyProblem.Describe(exception));
        }
    }

    /// <summary>A body in which a member that is absent stays as it is, and one that is null is cleared.</summary>
    /// <exception cref="AdminProblem">It is not of this shape.</exception>
    public (T Value, HashSet<string> Present) ReadChange<T>(JsonTypeInfo<T> type)
    {
        var value = Read(type);
        var present = new HashSet<string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(body);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            present.Add(member.Name);
        }

        return present.Count > 0 ? (value, present) : throw AdminProblem.Invalid("The body changes nothing; name at least one member.");
    }

    /// <summary>Refuses a change of what the caller has not seen in its present version.</summary>
    /// <exception cref="AdminProblem">The header is missing (428) or names another version (412).</exception>
    public void RequireVersion(long version)
    {
        var match = http.Request.Headers.IfMatch;
        if (match.Count == 0)
        {
            throw new AdminProblem(
                StatusCodes.Status428PreconditionRequired,
                "Say in If-Match which version you change: the ETag of a GET, or * for whichever there is.");
        }

        if (!match.ToString().Split(',', StringSplitOptions.TrimEntries).Any(tag => tag == "*" || tag == AdminAnswer.TagOf(version)))
        {
            throw Stale();
        }
    }

    /// <summary>The answer to a change of a version that is no longer the present one.</summary>
    public static AdminProblem Stale() => new(
        StatusCodes.Status412PreconditionFailed, "Somebody changed it meanwhile: read it again, and repeat the change with its new ETag.");
}
