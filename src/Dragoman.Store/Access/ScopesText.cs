using System.Text.Json;
using System.Text.Json.Serialization;
using Dragoman.Core.Access;

namespace Dragoman.Store.Access;

/// <summary>Scopes as JSON; what allows everything is left out.</summary>
internal static class ScopesText
{
    // A member that this version does not know may forbid something, so it is an error and not left out.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static string? Of(AccessScopes? scopes) => scopes is null ? null : JsonSerializer.Serialize(scopes, Options);

    /// <exception cref="StoreException">A newer version wrote what this one does not know.</exception>
    public static AccessScopes? Read(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize<AccessScopes>(text, Options);
        }
        catch (JsonException e)
        {
            throw new StoreException("The store holds scopes that this version does not understand: start the newer version that wrote them.", e);
        }
    }
}
