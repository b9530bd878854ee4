using System.Text;

namespace Dragoman.Upstreams.Credentials.Aws;

/// <summary>A request in the one form that both sides of a signature compute (AWS Signature Version 4, task 1).</summary>
/// <param name="Text">The canonical form.</param>
/// <param name="SignedHeaders">The names of the headers in it: lower case, sorted, joined by semicolons.</param>
internal readonly record struct CanonicalRequest(string Text, string SignedHeaders)
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /// <summary>Builds the form.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">
    /// The path as it stands on the wire. What is encoded there is encoded once more here, as every service but S3 has it (H-411).
    /// </param>
    /// <param name="query">The query as it stands on the wire, without its question mark.</param>
    /// <param name="headers">The headers to sign, in the order they are sent; a name may occur more than once.</param>
    /// <param name="payloadHash">The body's SHA-256 in lower-case hex.</param>
    /// <param name="normalise">Whether dots and doubled slashes leave the path.</param>
    public static CanonicalRequest Of(
        string method,
        string path,
        string query,
        IEnumerable<KeyValuePair<string, string>> headers,
        string payloadHash,
        bool normalise = true)
    {
        var byName = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in headers)
        {
            var key = name.ToLowerInvariant();
            byName[key] = byName.TryGetValue(key, out var before) ? $"{before},{Collapse(value)}" : Collapse(value);
        }

        var text = new StringBuilder(512);
        text.Append(method).Append('\n');
        text.Append(Encode(normalise ? Normalise(path) : path, keep: "/")).Append('\n');
        text.Append(Sort(query)).Append('\n');
        foreach (var (name, value) in byName)
        {
            text.Append(name).Append(':').Append(value).Append('\n');
        }

        var signed = string.Join(';', byName.Keys);
        text.Append('\n').Append(signed).Append('\n').Append(payloadHash);
        return new CanonicalRequest(text.ToString(), signed);
    }

    /// <summary>Every byte but letters, digits and <c>-._~</c> as <c>%XX</c>.</summary>
    public static string Encode(string text, string keep = "")
    {
        if (text.AsSpan().IndexOfAnyExcept(Unreserved + keep) < 0)
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var character = (char)value;
            if (value < 0x80 && (Unreserved.Contains(character, StringComparison.Ordinal) || keep.Contains(character, StringComparison.Ordinal)))
            {
                encoded.Append(character);
            }
            else
            {
                encoded.Append('%').Append(value.ToString("X2", null));
            }
        }

        return encoded.ToString();
    }

    private static string Normalise(string path)
    {
        var parts = new List<string>();
        var segments = path.Split('/');
        foreach (var segment in segments)
        {
            if (segment == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (segment is not ("" or "." or ".."))
            {
                parts.Add(segment);
            }
        }

        var isFolder = parts.Count > 0 && segments[^1] is "" or "." or "..";
        return "/" + string.Join('/', parts) + (isFolder && parts.Count > 0 ? "/" : "");
    }

    private static string Sort(string query)
    {
        if (query.Length == 0)
        {
            return query;
        }

        var pairs = new List<(string Name, string Value)>();
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals];
            var value = equals < 0 ? "" : part[(equals + 1)..];
            pairs.Add((Encode(Uri.UnescapeDataString(name)), Encode(Uri.UnescapeDataString(value))));
        }

        pairs.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name) is var order and not 0 ? order : string.CompareOrdinal(a.Value, b.Value));
        return string.Join('&', pairs.Select(static pair => $"{pair.Name}={pair.Value}"));
    }

    // Runs of white space count as one space; a value that is folded over lines is one value.
    private static string Collapse(string value) =>
        string.Join(' ', value.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
