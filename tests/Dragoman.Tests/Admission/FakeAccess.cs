using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Dragoman.Core.Access;
using Dragoman.Core.Limits;
using Dragoman.Core.Spending;
using Dragoman.DataPlane.Admission;

namespace Dragoman.Tests.Admission;

/// <summary>What administrators set, in memory: one customer, team and user, and what a test adds.</summary>
internal sealed class FakeAccess : IAccessSource
{
    public const string Secret = "dgm_user_key_0123456789abcdef";

    public static readonly PrincipalId Customer = new(PrincipalKind.Customer, "cus_1");
    public static readonly PrincipalId Team = new(PrincipalKind.Team, "team_1");
    public static readonly PrincipalId User = new(PrincipalKind.User, "usr_1");

    private static readonly DateTimeOffset Then = DateTimeOffset.UnixEpoch;
    private readonly Channel<long> _changes = Channel.CreateUnbounded<long>();

    public AccessState State { get; private set; } = new()
    {
        Revision = 1,
        Principals =
        [
            new() { Id = Customer, Name = "Acme", Parent = PrincipalId.Organisation, CreatedAt = Then },
            new() { Id = Team, Name = "Payments", Parent = Customer, CreatedAt = Then },
            new() { Id = User, Name = "Ada", Parent = Team, CreatedAt = Then },
        ],
        Keys = [Key("key_1", Secret)],
    };

    public static VirtualKey Key(string id, string secret) => new()
    {
        Id = id,
        Name = "laptop",
        Prefix = "dgm_",
        Hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret)),
        Owner = User,
        CreatedAt = Then,
    };

    public static Budget Budget(PrincipalId scope, long nanoUsd) =>
        new() { Id = "bud_1", Scope = scope, LimitNanoUsd = nanoUsd, Period = BudgetPeriod.Month };

    public static RateLimit Limit(LimitMetric metric, long amount, TimeSpan? per = null) =>
        new() { Id = "lim_1", Scope = User, Metric = metric, Amount = amount, Per = per ?? TimeSpan.FromMinutes(1) };

    /// <summary>Changes the state; gateways notice by themselves.</summary>
    public void Change(Func<AccessState, AccessState> change)
    {
        State = change(State) with { Revision = State.Revision + 1 };
        _changes.Writer.TryWrite(State.Revision);
    }

    public void Scopes(AccessScopes scopes) => Change(state => state with { Keys = [state.Keys[0] with { Scopes = scopes }] });

    public Task<AccessState> LoadAsync(CancellationToken cancellation) => Task.FromResult(State);

    public async IAsyncEnumerable<long> ChangesAsync(long known, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var revision in _changes.Reader.ReadAllAsync(cancellation))
        {
            yield return revision;
        }
    }
}
