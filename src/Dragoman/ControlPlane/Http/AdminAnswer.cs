using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Dragoman.ControlPlane.Http;

/// <summary>What an endpoint answers.</summary>
internal sealed class AdminAnswer
{
    private AdminAnswer(int status) => Status = status;

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The value that becomes JSON; null where <see cref="Write"/> writes.</summary>
    public object? Value { get; private init; }

    /// <summary>How the value becomes JSON.</summary>
    public JsonTypeInfo? Type { get; private init; }

    /// <summary>Writes a body that is not JSON of one value.</summary>
    public Func<Stream, CancellationToken, Task>? Write { get; private init; }

    /// <summary>The media type of what <see cref="Write"/> writes.</summary>
    public string ContentType { get; private init; } = "application/json";

    /// <summary>The name that a browser saves the body under; null where it is not a file.</summary>
    public string? FileName { get; private init; }

    /// <summary>The version, for conditional requests.</summary>
    public string? ETag { get; private init; }

    /// <summary>Where the new thing is found.</summary>
    public string? Location { get; private init; }

    /// <summary>A value.</summary>
    public static AdminAnswer Ok<T>(T value, JsonTypeInfo<T> type, long? version = null) =>
        new(StatusCodes.Status200OK) { Value = value, Type = type, ETag = TagOf(version) };

    /// <summary>A new thing.</summary>
    public static AdminAnswer Created<T>(T value, JsonTypeInfo<T> type, string location, long? version = null) =>
        new(StatusCodes.Status201Created) { Value = value, Type = type, Location = location, ETag = TagOf(version) };

    /// <summary>A file.</summary>
    public static AdminAnswer File(string contentType, string name, Func<Stream, CancellationToken, Task> write) =>
        new(StatusCodes.Status200OK) { ContentType = contentType, FileName = name, Write = write };

    /// <summary>The text form of a version in <c>ETag</c> and <c>If-Match</c>.</summary>
    public static string? TagOf(long? version) => version is { } number ? string.Create(CultureInfo.InvariantCulture, $"\"{number}\"") : null;
}
