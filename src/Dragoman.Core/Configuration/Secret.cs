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
    private string _value;

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
    public string Reveal() => Volatile.Read(ref _value);

    /// <summary>Asks again what stands behind the reference: a file may have been rotated (H-265). Everybody who holds it sees the new value.</summary>
    /// <returns>True where the value is another one now.</returns>
    public bool Refresh(ISecretSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!Binding.References.IsReference(Reference, out var kind, out var name) || source.Find(kind, name) is not { } now || now == Reveal())
        {
            return false;
        }

        Volatile.Write(ref _value, now);
        return true;
    }

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
