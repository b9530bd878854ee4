using System.Net;
using Dragoman.ControlPlane.Roles;
using Dragoman.Core.Access;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.ControlPlane;

/// <summary>Who may do what at the admin API: as a table, and as the API really answers.</summary>
public sealed class RoleMatrixTests
{
    // A second time, and by hand: a change of the matrix must be meant. A: everything, o: what is one's own, -: refused.
    // Columns: owner, admin, finance, security, developer.
    private const string Expected = """
        ReadSelf          A A A A A
        ReadDirectory     A A A A -
        WriteDirectory    A A - - -
        DisableDirectory  A A - A -
        ReadKeys          A A A A o
        WriteKeys         A A - - -
        DisableKeys       A A - A -
        ReadBudgets       A A A A o
        WriteBudgets      A A A - -
        ReadLimits        A A A A o
        WriteLimits       A A - - -
        ReadIncreases     A A A - o
        AskIncreases      A A A - o
        DecideIncreases   A A A - -
        ReadUsage         A A A - o
        ExportUsage       A A A - -
        ReadTurns         A A - A -
        ResumeSessions    A A - A -
        WriteFaults       A A - - -
        ReadAudit         A A - A -
        ReadPolicy        A A - A -
        ReadNodes         A A - A -
        ReadTokens        A A - A -
        WriteTokens       A - - - -
        RevokeTokens      A - - A -
        """;

    private static readonly AdminRole[] Columns = [AdminRole.Owner, AdminRole.Admin, AdminRole.Finance, AdminRole.Security, AdminRole.Developer];

    [Fact]
    public void F10_the_matrix_is_the_one_that_was_meant()
    {
        var actual = Enum.GetValues<AdminOperation>().Select(operation => $"{operation,-17} "
            + string.Join(' ', Columns.Select(role => RoleMatrix.Of(role, operation) switch { Reach.All => "A", Reach.Own => "o", _ => "-" })));
        string.Join('\n', actual).ShouldBe(Expected.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task F10_every_endpoint_refuses_exactly_the_roles_that_the_matrix_refuses()
    {
        await using var gateway = await GatewayFixture.StartAsync("routes: []\n");
        using var owner = new AdminClientFixture(gateway);
        var (_, user) = await owner.UserAsync("ada");
        foreach (var role in Columns)
        {
            using var caller = owner.As(await owner.TokenAsync(role.ToString().ToLowerInvariant(), role == AdminRole.Developer ? user : null));
            foreach (var route in gateway.Gateway.AdminRoutes)
            {
                var path = (route.IsAnthropic ? "/v1/organizations" : "/admin/v1") + route.Path.Replace("{id}", "nothing", StringComparison.Ordinal);
                using var response = await caller.SendAsync(route.Method, path, route.Body is null ? null : "{}");
                var refused = RoleMatrix.Of(role, route.Operation) == Reach.None;
                (response.StatusCode == HttpStatusCode.Forbidden).ShouldBe(refused, $"{role}: {route.Method} {path} answered {(int)response.StatusCode}");
                response.StatusCode.ShouldNotBe(HttpStatusCode.Unauthorized);
                ((int)response.StatusCode).ShouldBeLessThan(500, $"{role}: {route.Method} {path}");
            }
        }
    }

    [Fact]
    public async Task F10_a_refused_attempt_stands_in_the_audit_log_with_who_what_and_from_where()
    {
        await using var gateway = await GatewayFixture.StartAsync("routes: []\n");
        using var owner = new AdminClientFixture(gateway);
        using var finance = owner.As(await owner.TokenAsync("finance"));
        var sentence = await finance.RefusedAsync(HttpStatusCode.Forbidden, "POST", "teams", """{"name":"mine"}""");
        sentence.ShouldContain("finance");
        sentence.ShouldContain("(admin, owner)");
        var self = await finance.GetAsync("self");
        var entry = (await owner.GetAsync($"audit?actor={self["id"]}"))["data"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)entry["outcome"]).ShouldBe("refused");
        ((string?)entry["action"]).ShouldBe("POST /admin/v1/teams");
        ((string?)entry["from"]).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_revoked_token_and_one_of_a_disabled_user_open_nothing_at_the_next_call()
    {
        await using var gateway = await GatewayFixture.StartAsync("routes: []\n");
        using var owner = new AdminClientFixture(gateway);
        var (_, user) = await owner.UserAsync("ada");
        using var security = owner.As(await owner.TokenAsync("security"));
        using var developer = owner.As(await owner.TokenAsync("developer", user));
        await developer.GetAsync("keys");
        var id = (string)(await security.GetAsync("self"))["id"]!;
        await owner.ExpectAsync(HttpStatusCode.OK, "POST", $"tokens/{id}/revoke");
        await owner.ExpectAsync(HttpStatusCode.OK, "POST", $"users/{user}/disable");
        await security.RefusedAsync(HttpStatusCode.Unauthorized, "GET", "self");
        await developer.RefusedAsync(HttpStatusCode.Unauthorized, "GET", "keys");
    }

    [Fact]
    public async Task The_gateways_own_key_opens_no_admin_API_and_guessing_ends_soon()
    {
        await using var gateway = await GatewayFixture.StartAsync("routes: []\n");
        using var owner = new AdminClientFixture(gateway);
        using var key = owner.As(GatewayFixture.Key);
        (await key.RefusedAsync(HttpStatusCode.Unauthorized, "GET", "self")).ShouldContain("own key");
        using var guess = owner.As("dga_wrong");
        for (var i = 1; i < Dragoman.ControlPlane.Http.FailedSignIns.PerMinute; i++)
        {
            await guess.RefusedAsync(HttpStatusCode.Unauthorized, "GET", "self");
        }

        using var response = await guess.SendAsync("GET", "self");
        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter.ShouldNotBeNull();
    }
}
