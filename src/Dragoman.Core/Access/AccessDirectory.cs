using System.Security.Cryptography;
using Dragoman.Core.Limits;
using Dragoman.Core.Spending;

namespace Dragoman.Core.Access;

/// <summary>
/// Who may do what, compiled from an <see cref="AccessState"/>: the hash of a shown key leads to its <see cref="KeyGrant"/>. Immutable.
/// </summary>
public sealed class AccessDirectory
{
    private readonly Dictionary<UInt128, Entry> _byHash;
    private readonly Dictionary<string, KeyGrant> _byId;
    private readonly Dictionary<string, SpendingAccount[]> _projectAccounts;
    private readonly Dictionary<string, SpendingAccount[]> _upstreamAccounts;

    internal AccessDirectory(AccessState state, IReadOnlyList<(ReadOnlyMemory<byte> Hash, KeyGrant Grant)> keys, AccessBooks books)
    {
        State = state;
        _byHash = new(keys.Count);
        _byId = new(keys.Count, StringComparer.Ordinal);
        foreach (var (hash, grant) in keys)
        {
            _byHash.TryAdd(First(hash.Span), new Entry(hash, grant));
            _byId.TryAdd(grant.KeyId, grant);
        }

        _projectAccounts = books.AccountsBy(PrincipalKind.Project);
        _upstreamAccounts = books.AccountsBy(PrincipalKind.Upstream);
        Limiters = books.LimitersAcross();
    }

    /// <summary>What it was compiled from.</summary>
    public AccessState State { get; }

    /// <summary>Of projects and upstreams.</summary>
    private Dictionary<PrincipalId, RateLimiter[]> Limiters { get; }

    /// <summary>Compiles a state. Budgets and limits that were at work before go on with what they have counted.</summary>
    /// <param name="state">What the store holds.</param>
    /// <param name="spending">The node's money.</param>
    /// <param name="limits">The node's limits.</param>
    /// <param name="bootstrapHash">SHA-256 of the key that owns all.</param>
    /// <param name="bootstrapId">Its name in records.</param>
    public static AccessDirectory Compile(
        AccessState state, SpendingBook spending, LimitBook limits, ReadOnlyMemory<byte> bootstrapHash, string bootstrapId)
    {
        var books = new AccessBooks(state, spending, limits);
        var compiler = new GrantCompiler(state, books);
        limits.LimitAddresses([.. state.Limits.Where(limit => limit.Scope is null && limit.DisabledAt is null)]);
        return new(
            state,
            [(bootstrapHash, compiler.Bootstrap(bootstrapId)), .. state.Keys.Select(key => (key.Hash, compiler.Of(key)))],
            books);
    }

    /// <summary>The grant behind a key's SHA-256; null for a key that is not ours. Takes the same time however much of a hash is right.</summary>
    public KeyGrant? Find(ReadOnlySpan<byte> sha256) =>
        sha256.Length == SHA256.HashSizeInBytes
        && _byHash.TryGetValue(First(sha256), out var entry)
        && CryptographicOperations.FixedTimeEquals(entry.Hash.Span, sha256)
            ? entry.Grant
            : null;

    /// <summary>The grant of a key by its id; null where there is none.</summary>
    public KeyGrant? ById(string keyId) => _byId.GetValueOrDefault(keyId);

    /// <summary>Where the money of a turn comes from.</summary>
    public SpendingLevels Levels(KeyGrant grant, string? project, string upstream) => new(
        grant.Accounts,
        project is { Length: > 0 } && _projectAccounts.TryGetValue(project, out var ofProject) ? ofProject : [],
        _upstreamAccounts.TryGetValue(upstream, out var ofUpstream) ? ofUpstream : []);

    /// <summary>The limits of a project or upstream; none where there are none.</summary>
    public RateLimiter[] LimitersOf(PrincipalId scope) => Limiters.Count > 0 && Limiters.TryGetValue(scope, out var limiters) ? limiters : [];

    // Half of a SHA-256 is as good a key as all of it; how long a dictionary looks for one tells nothing about the hashes in it that
    // whoever does not know a key's hash could use.
    private static UInt128 First(ReadOnlySpan<byte> hash) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);

    private sealed record Entry(ReadOnlyMemory<byte> Hash, KeyGrant Grant);
}
