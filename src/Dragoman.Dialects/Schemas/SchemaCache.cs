using System.Buffers.Binary;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

/// <summary>
/// Remembers what became of a schema, as tools are the same turn after turn. The key is the whole schema, compared byte for
/// byte: no digest stands for it. Bounded: a fixed number of places, the newest of two that meet in one stays.
/// </summary>
internal sealed class SchemaCache
{
    private const int Places = 1024;
    private const int MaxSchemaBytes = 32 * 1024;

    private readonly Entry?[] _entries = new Entry?[Places];

    /// <summary>The cache of the process.</summary>
    public static SchemaCache Shared { get; } = new();

    /// <summary>Writes the schema as the host takes it.</summary>
    /// <returns>True when a constraint was lost.</returns>
    public bool Write(ReadOnlySpan<byte> schema, SchemaFilter filter, ByteWriter output)
    {
        var place = Place(schema, filter);
        var entry = Volatile.Read(ref _entries[place]);
        if (entry is null || entry.Filter != filter || !schema.SequenceEqual(entry.Schema))
        {
            entry = Make(schema, filter);
            if (schema.Length <= MaxSchemaBytes)
            {
                Volatile.Write(ref _entries[place], entry);
            }
        }

        output.Write(entry.Result);
        return entry.Lost;
    }

    private static Entry Make(ReadOnlySpan<byte> schema, SchemaFilter filter)
    {
        using var writer = new ByteWriter(schema.Length + 64);
        var lost = SchemaSanitizer.Write(schema, filter, writer);
        var key = schema.ToArray();
        // Mostly nothing changes; then one copy serves as both.
        return new Entry(filter, key, schema.SequenceEqual(writer.Written) ? key : writer.Written.ToArray(), lost);
    }

    // Eight bytes at a step; only has to spread, as every hit is compared.
    private static int Place(ReadOnlySpan<byte> schema, SchemaFilter filter)
    {
        var hash = 0x9E3779B97F4A7C15UL ^ (ulong)schema.Length ^ ((ulong)filter << 32);
        while (schema.Length >= 8)
        {
            hash = (ulong.RotateLeft(hash, 23) ^ BinaryPrimitives.ReadUInt64LittleEndian(schema)) * 0x9FB21C651E98DF25UL;
            schema = schema[8..];
        }

        foreach (var rest in schema)
        {
            hash = (hash ^ rest) * 0x100000001B3UL;
        }

        return (int)(hash >> 54);
    }

    private sealed record Entry(SchemaFilter Filter, byte[] Schema, byte[] Result, bool Lost);
}
