using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Dragoman.ControlPlane.Http;

/// <summary>An answer as bytes, to be sent now and kept for a repeated request.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON.</param>
/// <param name="ETag">The version.</param>
/// <param name="Location">Where the new thing is.</param>
internal sealed record StoredAnswer(int Status, byte[] Body, string? ETag, string? Location)
{
    /// <summary>True where it was kept from the first request.</summary>
    public bool IsReplay { get; private init; }

    /// <summary>From an endpoint's answer.</summary>
    public static StoredAnswer Of(AdminAnswer answer) => new(
        answer.Status,
        answer.Value is null ? [] : JsonSerializer.SerializeToUtf8Bytes(answer.Value, answer.Type!),
        answer.ETag,
        answer.Location);

    /// <summary>What is kept.</summary>
    public byte[] Pack() => JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject { ["body"] = Convert.ToBase64String(Body), ["etag"] = ETag, ["location"] = Location }, AdminJson.Default.JsonObject);

    /// <summary>From what was kept.</summary>
    public static StoredAnswer Unpack(int status, ReadOnlySpan<byte> packed)
    {
        var parts = JsonSerializer.Deserialize(packed, AdminJson.Default.JsonObject)!;
        return new StoredAnswer(status, Convert.FromBase64String((string)parts["body"]!), (string?)parts["etag"], (string?)parts["location"])
        {
            IsReplay = true,
        };
    }

    /// <summary>Sends it.</summary>
    public async Task WriteAsync(HttpResponse response, CancellationToken cancellation)
    {
        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.ContentLength = Body.Length;
        if (ETag is not null)
        {
            response.Headers.ETag = ETag;
        }

        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (IsReplay)
        {
            response.Headers[AdminHeaders.Replayed] = "true";
        }

        await response.Body.WriteAsync(Body, cancellation);
    }
}
