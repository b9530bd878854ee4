using System.Security.Cryptography;
using System.Text;
using Dragoman.Core.Access;
using Dragoman.Core.Limits;
using Dragoman.Core.Spending;
using Dragoman.Store.Audit;

namespace Dragoman.Store.Tests;

internal static class AccessSamples
{
    public static readonly DateTimeOffset Made = new(2026, 11, 20, 9, 0, 0, 123, 456, TimeSpan.Zero);

    public static readonly PrincipalId Team = new(PrincipalKind.Team, "team_1");

    public static readonly PrincipalId User = new(PrincipalKind.User, "user_1");

    public static Principal ATeam => new() { Id = Team, Name = "Platform", CreatedAt = Made };

    /// <summary>Every member has a value of its own.</summary>
    public static Principal AUser => new()
    {
        Id = User,
        Name = "Zoë \"the\" developer",
        Parent = Team,
        Email = "zoe@example.com",
        Scopes = new AccessScopes
        {
            Models = ["claude-*"], Routes = [], Upstreams = ["openai"], Tools = ["Bash"], Networks = ["10.0.0.0/8"], Regions = ["eu"],
        },
        CreatedAt = Made,
        DisabledAt = Made.AddDays(1),
    };

    public static VirtualKey AKey(string id = "key_1", string secret = "dgm_secret") => new()
    {
        Id = id,
        Name = "laptop",
        Prefix = "dgm_4fK2",
        Hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret)),
        Owner = User,
        Project = "gateway",
        Scopes = new AccessScopes { Models = ["claude-haiku-*"] },
        CreatedAt = Made,
        ExpiresAt = Made.AddDays(90),
        DisabledAt = Made.AddDays(2),
        ReplacedBy = "key_2",
    };

    public static Budget ABudget => new()
    {
        Id = "bud_1",
        Scope = Team,
        Model = "claude-opus-*",
        LimitNanoUsd = 9_007_199_254_740_993,
        Period = BudgetPeriod.Quarter,
        Rolling = true,
        TimeZone = "Europe/Berlin",
        SoftPermille = 751,
        HardPermille = 1_099,
        IncreaseNanoUsd = 5,
        IncreaseUntil = Made.AddHours(1),
        DisabledAt = Made.AddHours(2),
    };

    public static RateLimit ALimit => new()
    {
        Id = "lim_1",
        Scope = User,
        Model = "claude-*",
        Metric = LimitMetric.Tokens,
        Amount = 100_000,
        Per = TimeSpan.FromMinutes(5),
        Burst = 7,
        DisabledAt = Made,
    };

    public static AuditEntry Entry(string action = "key.create") => new()
    {
        Class = AuditClass.Admin,
        Action = action,
        Actor = "user_admin",
        Target = "key key_1",
        Outcome = "done",
        Address = "127.0.0.1",
        RequestId = "req_1",
        Detail = """{"name":"laptop"}""",
    };
}
