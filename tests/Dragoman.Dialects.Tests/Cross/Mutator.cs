namespace Dragoman.Dialects.Tests.Cross;

/// <summary>Damages bytes the way networks, proxies and hostile clients do; the same for the same seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\"", "\\", "{", "}", "[", "]", ":", ",", "null", "true", "-", "0", "1e999", "\\u", "\\ud83d", "\\u0000", "\n", "\r", "\r\n\r\n", "\n\n", "data: ", "data: [DONE]\n\n",
            "event: error\n", ": ping\n\n", "{\"error\":{\"message\":\"x\"}}", "\"type\":\"", "\"index\":", "\"index\":9", "\"delta\":", "\"role\":\"tool\"", "\"content\":null", "\uFEFF",
            "\"arguments\":\"{}\"", "\"tool_calls\":[", "99999999999999999999", "<think>", "\u0000", "é", "\"id\":\"\"", "\"name\":null", "\"finish_reason\":\"stop\"", "\"stop_reason\":\"end_turn\"",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F],
    ];

    public Random Random { get; } = new(seed);

    /// <summary>A damaged copy of one of the bodies, now and then with a piece of another.</summary>
    public byte[] Damage(IReadOnlyList<byte[]> bodies)
    {
        if (Random.Next(40) == 0)
        {
            var noise = new byte[Random.Next(300)];
            Random.NextBytes(noise);
            return noise;
        }

        List<byte> body = [.. bodies[Random.Next(bodies.Count)]];
        for (var i = Random.Next(1, 5); i > 0; i--)
        {
            Once(body, bodies);
        }

        return [.. body];
    }

    private void Once(List<byte> body, IReadOnlyList<byte[]> bodies)
    {
        var at = body.Count == 0 ? 0 : Random.Next(body.Count);
        switch (Random.Next(8))
        {
            case 0 when body.Count > 0:
                body[at] ^= (byte)(1 << Random.Next(8));
                break;
            case 1 when body.Count > 0:
                body[at] = (byte)Random.Next(256);
                break;
            case 2:
                body.RemoveRange(at, Math.Min(Random.Next(1, 60), body.Count - at));
                break;
            case 3:
                body.RemoveRange(at, body.Count - at);
                break;
            case 4:
                body.InsertRange(at, body.GetRange(at, Math.Min(Random.Next(1, 200), body.Count - at)));
                break;
            case 5:
                var other = bodies[Random.Next(bodies.Count)];
                var from = Random.Next(other.Length);
                body.InsertRange(at, other.AsSpan(from, Math.Min(Random.Next(1, 400), other.Length - from)).ToArray());
                break;
            default:
                body.InsertRange(at, Tokens[Random.Next(Tokens.Length)]);
                break;
        }
    }
}
