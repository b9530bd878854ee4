using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Runtime.Internal.Auth;
using Dragoman.Upstreams.Credentials.Aws;

namespace Dragoman.Upstreams.Tests.Credentials.Aws;

/// <summary>Every test vector that AWS publishes for its signature, step by step.</summary>
public sealed class SigV4VectorTests
{
    public static TheoryData<string> Cases => SharedData.TryFind("specs/aws/sigv4", out var folder)
        ? [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)]
        : [""];

    [Theory]
    [MemberData(nameof(Cases))]
    public void H_411_the_signed_header_is_the_one_of_the_test_vector(string name)
    {
        var vector = Load(name);
        var headers = vector.Headers.ToList();
        headers.Add(new("X-Amz-Date", vector.Scope.Timestamp));
        if (vector.Keys.SessionToken.Length > 0 && !vector.OmitsToken)
        {
            headers.Add(new("X-Amz-Security-Token", vector.Keys.SessionToken));
        }

        var hash = SigV4.Hash(vector.Body);
        if (vector.SignsBody)
        {
            headers.Add(new("x-amz-content-sha256", hash));
        }

        var request = CanonicalRequest.Of(vector.Method, vector.Path, vector.Query, headers, hash, vector.Normalises);

        request.Text.ShouldBe(vector.File("header-canonical-request.txt"));
        SigV4.StringToSign(request, vector.Scope).ShouldBe(vector.File("header-string-to-sign.txt"));
        SigV4.Sign(SigV4.StringToSign(request, vector.Scope), vector.Keys.Secret, vector.Scope).ShouldBe(vector.File("header-signature.txt"));
        vector.File("header-signed-request.txt").ShouldContain($"Authorization:{SigV4.Authorization(request, vector.Keys, vector.Scope)}\n");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void H_411_the_signed_query_is_the_one_of_the_test_vector(string name)
    {
        var vector = Load(name);
        var hash = SigV4.Hash(vector.Body);
        var names = string.Join(';', vector.Headers.Select(header => header.Key.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal));
        var added = $"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={Uri.EscapeDataString($"{vector.Keys.Id}/{vector.Scope}")}"
            + $"&X-Amz-Date={vector.Scope.Timestamp}&X-Amz-SignedHeaders={Uri.EscapeDataString(names)}&X-Amz-Expires=3600";
        if (vector.Keys.SessionToken.Length > 0 && !vector.OmitsToken)
        {
            added += $"&X-Amz-Security-Token={Uri.EscapeDataString(vector.Keys.SessionToken)}";
        }

        var query = vector.Query.Length > 0 ? $"{vector.Query}&{added}" : added;
        var request = CanonicalRequest.Of(vector.Method, vector.Path, query, vector.Headers, hash, vector.Normalises);

        request.Text.ShouldBe(vector.File("query-canonical-request.txt"));
        SigV4.Sign(SigV4.StringToSign(request, vector.Scope), vector.Keys.Secret, vector.Scope).ShouldBe(vector.File("query-signature.txt"));
    }

    [Fact]
    public void H_411_the_signing_key_is_the_one_of_the_library_of_AWS()
    {
        var scope = new SigningScope(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero), "eu-central-1", "bedrock-mantle");
        var key = AWS4Signer.ComposeSigningKey("secret/key+1", scope.Region, scope.Date, scope.Service);

        SigV4.Sign("text", "secret/key+1", scope)
            .ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(key, "text"u8)));
    }

    private static Vector Load(string name)
    {
        Assert.SkipWhen(name.Length == 0, SharedData.Missing);
        SharedData.TryFind($"specs/aws/sigv4/{name}", out var folder);
        return new Vector(folder);
    }

    private sealed class Vector
    {
        private readonly string _folder;

        public Vector(string folder)
        {
            _folder = folder;
            using var context = JsonDocument.Parse(File("context.json"));
            var root = context.RootElement;
            var keys = root.GetProperty("credentials");
            Keys = new AwsKeys(
                keys.GetProperty("access_key_id").GetString()!,
                keys.GetProperty("secret_access_key").GetString()!,
                keys.TryGetProperty("token", out var token) ? token.GetString()! : "");
            OmitsToken = root.TryGetProperty("omit_session_token", out var omits) && omits.GetBoolean();
            Normalises = root.GetProperty("normalize").GetBoolean();
            SignsBody = root.GetProperty("sign_body").GetBoolean();
            Scope = new SigningScope(
                DateTimeOffset.Parse(root.GetProperty("timestamp").GetString()!, CultureInfo.InvariantCulture),
                root.GetProperty("region").GetString()!,
                root.GetProperty("service").GetString()!);

            var request = File("request.txt").Replace("\r\n", "\n", StringComparison.Ordinal);
            var end = request.IndexOf("\n\n", StringComparison.Ordinal);
            Body = Encoding.UTF8.GetBytes(end < 0 ? "" : request[(end + 2)..]);
            var lines = (end < 0 ? request : request[..end]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Method = lines[0][..lines[0].IndexOf(' ', StringComparison.Ordinal)];
            var target = lines[0][(Method.Length + 1)..lines[0].LastIndexOf(' ')];
            var question = target.IndexOf('?', StringComparison.Ordinal);
            Path = question < 0 ? target : target[..question];
            Query = question < 0 ? "" : target[(question + 1)..];
            foreach (var line in lines.Skip(1))
            {
                if (line[0] == ' ')
                {
                    // A folded value goes on.
                    var last = Headers[^1];
                    Headers[^1] = new(last.Key, last.Value + "\n" + line);
                    continue;
                }

                var colon = line.IndexOf(':', StringComparison.Ordinal);
                Headers.Add(new(line[..colon], line[(colon + 1)..]));
            }
        }

        public AwsKeys Keys { get; }

        public SigningScope Scope { get; }

        public bool OmitsToken { get; }

        public bool Normalises { get; }

        public bool SignsBody { get; }

        public string Method { get; }

        public string Path { get; }

        public string Query { get; }

        public byte[] Body { get; }

        public List<KeyValuePair<string, string>> Headers { get; } = [];

        public string File(string file) => System.IO.File.ReadAllText(System.IO.Path.Combine(_folder, file)).Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
