using System.Net;
using System.Security.Cryptography;
using System.Text;
using Dragoman.Core.Access;
using Dragoman.Core.Limits;
using Dragoman.Core.Spending;
using Dragoman.Core.Tests.Spending;

namespace Dragoman.Core.Tests.Access;

public sealed class AccessDirectoryTests
{
    private static readonly DateTimeOffset Then = DateTimeOffset.UnixEpoch;
    private static readonly PrincipalId Customer = new(PrincipalKind.Customer, "cus_1");
    private static readonly PrincipalId Team = new(PrincipalKind.Team, "team_1");
    private static readonly PrincipalId User = new(PrincipalKind.User, "usr_1");

    private readonly SpendingBook _spending = new();
    private readonly LimitBook _limits = new();

    [Fact]
    public void F01_a_key_leads_to_its_user_team_customer_and_organisation()
    {
        var grant = Compile(State()).Find(Hash("one"))!;

        (grant.KeyId, grant.User!.Name, grant.Team!.Name, grant.Customer!.Name).ShouldBe(("key_1", "Ada", "Payments", "Acme"));
        grant.DisabledBy.ShouldBeNull();
    }

    [Fact]
    public void F01_a_key_that_is_not_ours_leads_nowhere()
    {
        var directory = Compile(State());
        var almost = Hash("one");
        almost[31] ^= 1;

        directory.Find(Hash("two")).ShouldBeNull();
        directory.Find(almost).ShouldBeNull();
        directory.Find([]).ShouldBeNull();
    }

    [Fact]
    public void F01_the_first_key_owns_all_and_goes_on_working()
    {
        var grant = Compile(State()).Find(Hash("bootstrap"))!;

        grant.IsBootstrap.ShouldBeTrue();
        grant.Policies.ShouldBeEmpty();
        grant.Accounts.Select(account => account.Budget.Id).ShouldBe(["bud_org"]);
    }

    [Fact]
    public void F03_budgets_of_all_levels_are_found_the_innermost_first()
    {
        var grant = Compile(State()).Find(Hash("one"))!;

        grant.Accounts.Select(account => account.Budget.Id).ShouldBe(["bud_key", "bud_usr", "bud_team", "bud_cus", "bud_org"]);
    }

    [Fact]
    public void F01_keys_that_took_each_others_place_share_one_account_until_the_old_one_ends()
    {
        var state = State();
        var end = Then.AddHours(1);
        state = state with
        {
            Keys = [state.Keys[0] with { ReplacedBy = "key_2", ExpiresAt = end }, Key("key_2", "two")],
        };
        var directory = Compile(state);
        var (old, young) = (directory.Find(Hash("one"))!, directory.Find(Hash("two"))!);

        young.Accounts.ShouldBe(old.Accounts);
        young.Limiters.ShouldBe(old.Limiters);
        old.EndsUs.ShouldBe(Moment.Us(end));
        young.EndsUs.ShouldBe(long.MaxValue);
    }

    [Theory]
    [InlineData("cus_1", "customer Acme")]
    [InlineData("team_1", "team Payments")]
    [InlineData("usr_1", "user Ada")]
    public void F13_whoever_is_disabled_at_any_level_takes_the_keys_below_along(string id, string name)
    {
        var state = State();
        state = state with { Principals = [.. state.Principals.Select(p => p.Id.Id == id ? p with { DisabledAt = Then } : p)] };

        Compile(state).Find(Hash("one"))!.DisabledBy.ShouldBe(name);
    }

    [Fact]
    public void F13_a_disabled_key_and_a_key_of_nobody_open_nothing()
    {
        var state = State();

        Compile(state with { Keys = [state.Keys[0] with { DisabledAt = Then }] }).Find(Hash("one"))!.DisabledBy.ShouldBe("key laptop");
        Compile(state with { Principals = [.. state.Principals.Where(p => p.Id != Team)] }).Find(Hash("one"))!.DisabledBy!.ShouldContain("team team_1");
    }

    [Fact]
    public void F12_all_levels_must_allow_a_model_and_the_one_that_does_not_is_named_with_what_it_allows()
    {
        var state = Scoped(new() { Models = ["openai/gpt-4o-mini", "claude-*"] }, new() { Models = ["gpt-*"] });
        var grant = Compile(state).Find(Hash("one"))!;
        var snapshot = Load.Snapshot("upstreams:\n  openai: {api_key: '${OPENAI_PROD}'}\n");

        Check(grant, snapshot, "openai/gpt-4o-mini").ShouldBeNull();
        var failure = Check(grant, snapshot, "gpt-5")!.AsFailure();
        failure.Status.ShouldBe(400);
        failure.Message.ShouldBe("The model \"gpt-5\" is not allowed by the access policy of key laptop; allowed: openai/gpt-4o-mini, claude-*.");
        Check(grant, snapshot, "claude-opus-5-5").ShouldBe(null);
    }

    [Fact]
    public void F12_an_upstream_route_or_region_that_is_not_allowed_is_refused()
    {
        var snapshot = Load.Snapshot("upstreams:\n  openai: {api_key: '${OPENAI_PROD}'}\n");

        Check(Grant(new() { Upstreams = ["anthropic"] }), snapshot, "gpt-5")!.Kind.ShouldBe(ScopeKind.Upstream);
        Check(Grant(new() { Routes = ["cheap"] }), snapshot, "gpt-5")!.Kind.ShouldBe(ScopeKind.Route);
        Check(Grant(new() { Regions = ["eu-*"] }), snapshot, "gpt-5")!.Kind.ShouldBe(ScopeKind.Region);
        Check(Grant(new() { Upstreams = ["openai"], Routes = ["openai/*", "gpt-5"] }), snapshot, "gpt-5").ShouldBeNull();
        Check(Grant(new() { Models = [] }), snapshot, "gpt-5")!.AsFailure().Message.ShouldEndWith("allowed: nothing.");
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("10.2.0.1", false)]
    [InlineData("2001:db8::5", true)]
    [InlineData("192.0.2.7", true)]
    [InlineData("192.0.2.8", false)]
    public void F11_an_address_outside_the_networks_is_refused_with_403(string address, bool isAllowed)
    {
        var refusal = Grant(new() { Networks = ["10.1.0.0/16", "2001:db8::/32", "192.0.2.7", "not a network"] }).CheckNetwork(IPAddress.Parse(address));

        (refusal is null).ShouldBe(isAllowed);
        refusal?.AsFailure().Status.ShouldBe(403);
    }

    [Fact]
    public void F01_tools_that_a_scope_does_not_name_are_refused()
    {
        var grant = Grant(new() { Tools = ["Read", "mcp__docs__*"] });

        grant.NamesTools.ShouldBeTrue();
        grant.CheckTool("mcp__docs__search").ShouldBeNull();
        grant.CheckTool("Bash")!.AsFailure().Message.ShouldBe("The tool \"Bash\" is not allowed by the access policy of key laptop; allowed: Read, mcp__docs__*.");
    }

    [Fact]
    public void A_new_state_keeps_what_budgets_and_limits_have_counted()
    {
        var first = Compile(State()).Find(Hash("one"))!;
        var second = Compile(State() with { Revision = 2 }).Find(Hash("one"))!;

        second.Accounts.ShouldBe(first.Accounts);
        second.Limiters.ShouldBe(first.Limiters);
    }

    [Fact]
    public void Ten_thousand_keys_compile_in_a_moment_and_each_finds_its_own()
    {
        var state = State() with { Keys = [.. Enumerable.Range(0, 10_000).Select(i => Key($"key_{i}", $"secret {i}"))] };

        var directory = Compile(state);

        directory.Find(Hash("secret 9999"))!.KeyId.ShouldBe("key_9999");
    }

    private KeyGrant Grant(AccessScopes own) => Compile(Scoped(own, null)).Find(Hash("one"))!;

    private static AccessState Scoped(AccessScopes own, AccessScopes? ofTeam)
    {
        var state = State();
        return state with
        {
            Keys = [state.Keys[0] with { Scopes = own }],
            Principals = [.. state.Principals.Select(p => p.Id == Team ? p with { Scopes = ofTeam is null ? null : new() { Models = [.. ofTeam.Models!, "claude-*", "openai/*"] } } : p)],
        };
    }

    private static ScopeRefusal? Check(KeyGrant grant, Core.Configuration.PolicySnapshot snapshot, string model)
    {
        var decision = snapshot.Decide(model);
        return grant.CheckTarget(model, decision.Route!, decision.Target!);
    }

    private AccessDirectory Compile(AccessState state) => AccessDirectory.Compile(state, _spending, _limits, Hash("bootstrap"), "key_boot");

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static VirtualKey Key(string id, string secret) =>
        new() { Id = id, Name = "laptop", Prefix = "dgm_", Hash = Hash(secret), Owner = User, CreatedAt = Then };

    private static AccessState State() => new()
    {
        Revision = 1,
        Principals =
        [
            new() { Id = Customer, Name = "Acme", Parent = PrincipalId.Organisation, CreatedAt = Then },
            new() { Id = Team, Name = "Payments", Parent = Customer, CreatedAt = Then },
            new() { Id = User, Name = "Ada", Parent = Team, CreatedAt = Then },
        ],
        Keys = [Key("key_1", "one")],
        Budgets =
        [
            Budget("bud_org", PrincipalId.Organisation), Budget("bud_cus", Customer), Budget("bud_team", Team), Budget("bud_usr", User),
            Budget("bud_key", new(PrincipalKind.Key, "key_1")), Budget("bud_off", User) with { DisabledAt = Then },
        ],
    };

    private static Budget Budget(string id, PrincipalId scope) => new() { Id = id, Scope = scope, LimitNanoUsd = 1, Period = BudgetPeriod.Day };
}
