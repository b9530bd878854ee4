using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dragoman.ControlPlane.Http;

/// <summary>Enums are words in snake case, never numbers.</summary>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum
{
    /// <summary>The word of a member.</summary>
    public static string Word(T value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
