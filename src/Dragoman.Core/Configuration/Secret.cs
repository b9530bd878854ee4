using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dragoman.Core.Configuration;

/// <summary>
/// A credential. It prints, formats and serialises as <c>***</c>, so that no log, record or dump can carry it by accident;
/// only <see cref="Reveal"/> gives the value, to whoever writes it into a request header.
/// </summary>
[JsonConverter(typeof(RedactingConverter))]
public sealed class Secret
{
    private readonly string _value;

    /// <summary>Wraps a value.</summary>
    /// <param name="value">The credential itself.</param>
    /// <param name="reference">Where it came from, e.g. <c>${OPENAI_API_KEY}</c>; this may be shown.</param>
    public Secret(string value, string reference = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
        Reference = reference;
    }

    /// <summary>Where the value came from. Holds no secret.</summary>
    public string Reference { get; }

    /// <summary>The value. Call it only where the bytes leave for the upstream.</summary>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public override string ToString() => "***";

    private sealed class RedactingConverter : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is not read from JSON; use a reference such as ${OPENAI_API_KEY}.");

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
            writer.WriteStringValue("***");
    }
}
