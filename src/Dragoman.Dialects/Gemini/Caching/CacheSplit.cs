using System.Buffers.Binary;
using System.Security.Cryptography;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini.Caching;

/// <summary>
/// Where a written <c>generateContent</c> body can be cut in two: a head that later turns begin with too, and the rest. The head is
/// the instructions, the tools and every content before the newest ones of the user's; what is behind it begins with the user, as
/// Google wants it. Offsets into the body.
/// </summary>
public readonly record struct CacheSplit
{
    private Slice System { get; init; }

    private Slice Tools { get; init; }

    private Slice ToolConfig { get; init; }

    private Slice Contents { get; init; }

    /// <summary>Bytes of the contents that belong to the head; the contents before it end with a model's.</summary>
    public int HeadLength { get; private init; }

    /// <summary>Bytes of everything that a cache of this head would hold.</summary>
    public int HeadBytes => System.Length + Tools.Length + ToolConfig.Length + HeadLength;

    /// <summary>Reads a body that the request writer made. Null for any other.</summary>
    public static CacheSplit? Of(ReadOnlySpan<byte> body)
    {
        var split = default(CacheSplit);
        var cursor = new JsonCursor(body);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("contents"u8))
            {
                split = split with { HeadLength = ReadContents(body, ref cursor, out var contents), Contents = contents };
                continue;
            }

            var value = cursor.ReadValue();
            split = name.SequenceEqual("systemInstruction"u8) ? split with { System = value }
                : name.SequenceEqual("tools"u8) ? split with { Tools = value }
                : name.SequenceEqual("toolConfig"u8) ? split with { ToolConfig = value }
                : split;
            if (name.SequenceEqual("cachedContent"u8))
            {
                return null;
            }
        }

        return cursor.Failed || split.Contents.IsAbsent || split.HeadBytes == 0 ? null : split;
    }

    /// <summary>Names what stands before the contents: caches can be used only where it is the same.</summary>
    public string Frame(ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in (ReadOnlySpan<Slice>)[System, Tools, ToolConfig])
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(body.Slice(part.Start, part.Length));
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash().AsSpan(0, 16));
    }

    /// <summary>Names the first bytes of the contents; null where the head is shorter, and so cannot begin with them.</summary>
    public string? Beginning(ReadOnlySpan<byte> body, int length) => length > HeadLength
        ? null
        : Convert.ToHexStringLower(SHA256.HashData(body.Slice(Contents.Start + 1, length)).AsSpan(0, 16));

    /// <summary>Writes the request that makes a cache of the head.</summary>
    /// <param name="body">The body.</param>
    /// <param name="model">The model's resource name.</param>
    /// <param name="lifetime">How long it is to live.</param>
    /// <param name="output">Where to write.</param>
    public void WriteCache(ReadOnlySpan<byte> body, string model, TimeSpan lifetime, ByteWriter output)
    {
        output.Write("{\"model\":"u8);
        output.WriteString(model);
        output.Write(","u8);
        CacheCalls.WriteLifetime(lifetime, output);
        Member("systemInstruction"u8, body, System, output);
        Member("tools"u8, body, Tools, output);
        Member("toolConfig"u8, body, ToolConfig, output);
        if (HeadLength > 0)
        {
            output.Write(",\"contents\":["u8);
            output.Write(body.Slice(Contents.Start + 1, HeadLength));
            output.Write((byte)']');
        }

        output.Write((byte)'}');
    }

    /// <summary>
    /// Writes the turn that goes on from a cache. What the cache holds must not stand in it once more, instructions and tools least of
    /// all: the API refuses that (H-169).
    /// </summary>
    /// <param name="body">The whole body.</param>
    /// <param name="cache">The cache's resource name.</param>
    /// <param name="length">Bytes of the contents that are in the cache, see <see cref="HeadLength"/>.</param>
    /// <param name="output">Where to write.</param>
    public void WriteTurn(ReadOnlySpan<byte> body, string cache, int length, ByteWriter output)
    {
        output.Write("{\"cachedContent\":"u8);
        output.WriteString(cache);
        var cursor = new JsonCursor(body);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (value != Contents && value != System && value != Tools && value != ToolConfig && !cursor.Failed)
            {
                Member(name, body, value, output);
            }
        }

        var rest = body[(Contents.Start + 1 + length)..Contents.End];
        output.Write(",\"contents\":["u8);
        output.Write(length > 0 ? rest[1..] : rest);
        output.Write((byte)'}');
    }

    private static void Member(scoped ReadOnlySpan<byte> name, ReadOnlySpan<byte> body, Slice value, ByteWriter output)
    {
        if (!value.IsEmpty)
        {
            output.Write((byte)',');
            output.WriteEscaped(name);
            output.Write((byte)':');
            output.Write(body.Slice(value.Start, value.Length));
        }
    }

    // The contents' slice has both brackets; the head ends where the last run of the user's contents begins.
    private static int ReadContents(ReadOnlySpan<byte> body, ref JsonCursor cursor, out Slice contents)
    {
        cursor.Peek();
        var start = cursor.Position;
        var end = start + 1;
        var head = end;
        var wasUser = false;
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var element = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            var isUser = body.Slice(element.Start, element.Length).StartsWith("{\"role\":\"user\""u8);
            head = isUser && !wasUser ? end : head;
            wasUser = isUser;
            end = element.End;
        }

        contents = new Slice(start, cursor.Position - start);
        return head - start - 1;
    }
}
