using System.Net;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.ControlPlane;

public sealed class KeyEndpointTests : IAsyncLifetime
{
    private GatewayFixture _gateway = null!;
    private AdminClientFixture _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayFixture.StartAsync("routes: []\n");
        _admin = new AdminClientFixture(_gateway);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task F01_a_secret_is_in_the_answer_that_made_it_and_nowhere_else()
    {
        var (_, user) = await _admin.UserAsync("ada");
        var (id, secret) = await _admin.KeyAsync(user);
        secret.ShouldMatch(@"^dgm_\w{43}$");
        var token = await _admin.TokenAsync("finance");
        var rotated = (string)(await _admin.MakeAsync($"keys/{id}/rotate", "{}"))["secret"]!;
        foreach (var made in new[] { secret, rotated, token })
        {
            foreach (var path in new[] { "keys", $"keys/{id}", "tokens", "audit", "audit?limit=500", "users" })
            {
                (await _admin.GetAsync(path)).ToJsonString().ShouldNotContain(made);
            }

            foreach (var file in Directory.EnumerateFiles(_gateway.DataDirectory))
            {
                System.Text.Encoding.Latin1.GetString(await ReadSharedAsync(file)).ShouldNotContain(made, customMessage: file);
            }
        }

        ((string?)(await _admin.GetAsync($"keys/{id}"))["prefix"]).ShouldBe(secret[..8]);
    }

    [Fact]
    public async Task F01_a_rotated_key_has_an_heir_and_an_end()
    {
        var (_, user) = await _admin.UserAsync("ada");
        var (id, _) = await _admin.KeyAsync(user, ""","project":"acme/shop","scopes":{"models":["claude-*"]}""");
        var heir = await _admin.MakeAsync($"keys/{id}/rotate", """{"overlap_minutes":90}""");
        ((string?)heir["project"]).ShouldBe("acme/shop");
        ((string?)heir["scopes"]!["models"]![0]).ShouldBe("claude-*");
        var old = await _admin.GetAsync($"keys/{id}");
        ((string?)old["replaced_by"]).ShouldBe((string?)heir["id"]);
        var left = old["expires_at"]!.GetValue<DateTimeOffset>() - TimeProvider.System.GetUtcNow();
        left.ShouldBeInRange(TimeSpan.FromMinutes(80), TimeSpan.FromMinutes(90));
        await _admin.RefusedAsync(HttpStatusCode.Conflict, "POST", $"keys/{id}/rotate", "{}");
        (await _admin.RefusedAsync(HttpStatusCode.Conflict, "PATCH", $"keys/{id}", """{"expires_at":null}""", ("If-Match", "*"))).ShouldContain("rotated");
    }

    [Fact]
    public async Task A_change_needs_the_version_that_was_seen()
    {
        var (_, user) = await _admin.UserAsync("ada");
        var (id, _) = await _admin.KeyAsync(user);
        await _admin.RefusedAsync(HttpStatusCode.PreconditionRequired, "PATCH", $"keys/{id}", """{"name":"desk"}""");
        using var seen = await _admin.SendAsync("GET", $"keys/{id}");
        var tag = seen.Headers.ETag!.Tag;
        using (var changed = await _admin.SendAsync("PATCH", $"keys/{id}", """{"name":"desk"}""", ("If-Match", tag)))
        {
            changed.StatusCode.ShouldBe(HttpStatusCode.OK);
            changed.Headers.ETag!.Tag.ShouldNotBe(tag);
        }

        await _admin.RefusedAsync(HttpStatusCode.PreconditionFailed, "PATCH", $"keys/{id}", """{"name":"lap"}""", ("If-Match", tag));
        ((string?)(await _admin.GetAsync($"keys/{id}"))["name"]).ShouldBe("desk");
    }

    [Fact]
    public async Task What_is_absent_in_a_change_stays_and_null_clears()
    {
        var (_, user) = await _admin.UserAsync("ada");
        var (id, _) = await _admin.KeyAsync(user, ""","project":"acme/shop","scopes":{"networks":["10.0.0.0/8"]}""");
        var changed = await _admin.ExpectAsync(HttpStatusCode.OK, "PATCH", $"keys/{id}", """{"project":null}""", ("If-Match", "*"));
        changed["project"].ShouldBeNull();
        ((string?)changed["scopes"]!["networks"]![0]).ShouldBe("10.0.0.0/8");
    }

    [Fact]
    public async Task A_repeated_request_with_one_key_makes_one_thing_and_answers_twice_the_same()
    {
        var (_, user) = await _admin.UserAsync("ada");
        var body = $$"""{"name":"laptop","owner":{"kind":"user","id":"{{user}}"} }""";
        var first = await _admin.ExpectAsync(HttpStatusCode.Created, "POST", "keys", body, ("Idempotency-Key", "one"));
        using var again = await _admin.SendAsync("POST", "keys", body, ("Idempotency-Key", "one"));
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.GetValues("idempotent-replayed").ShouldBe(["true"]);
        System.Text.Json.Nodes.JsonNode.DeepEquals(
            System.Text.Json.Nodes.JsonNode.Parse(await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), first).ShouldBeTrue();
        (await _admin.GetAsync("keys"))["data"]!.AsArray().Count.ShouldBe(1);
        (await _admin.RefusedAsync(HttpStatusCode.UnprocessableEntity, "POST", "keys", body.Replace("laptop", "desk", StringComparison.Ordinal), ("Idempotency-Key", "one")))
            .ShouldContain("another request");
    }

    [Fact]
    public async Task A_request_that_was_refused_may_be_repeated_with_its_key_once_it_is_right()
    {
        await _admin.RefusedAsync(HttpStatusCode.BadRequest, "POST", "teams", """{"name":""}""", ("Idempotency-Key", "k"));
        await _admin.ExpectAsync(HttpStatusCode.Created, "POST", "teams", """{"name":"platform"}""", ("Idempotency-Key", "k"));
    }

    [Fact]
    public async Task A_list_is_walked_page_by_page_without_gap_or_repetition_while_it_grows()
    {
        for (var i = 0; i < 7; i++)
        {
            await _admin.MakeAsync("teams", $$"""{"name":"team {{i}}"}""");
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await _admin.GetAsync($"teams?limit=3{(cursor is null ? "" : "&cursor=" + cursor)}");
            seen.AddRange(page["data"]!.AsArray().Select(team => (string)team!["name"]!));
            cursor = (string?)page["next_cursor"];
            if (seen.Count == 3)
            {
                await _admin.MakeAsync("teams", """{"name":"team 7"}""");
            }
        }
        while (cursor is not null);
        seen.ShouldBe(Enumerable.Range(0, 8).Select(i => $"team {i}"));
        (await _admin.RefusedAsync(HttpStatusCode.BadRequest, "GET", "teams?cursor=!")).ShouldContain("cursor");
        (await _admin.RefusedAsync(HttpStatusCode.BadRequest, "GET", "teams?limit=501")).ShouldContain("500");
    }

    [Theory]
    [InlineData("POST", "teams", """{"name":" x"}""", "name takes")]
    [InlineData("POST", "teams", """{"nmae":"x"}""", "nmae")]
    [InlineData("POST", "teams", """{}""", "name")]
    [InlineData("POST", "teams", """{"name":1}""", "name")]
    [InlineData("POST", "teams", """{"name":""", "not JSON")]
    [InlineData("POST", "teams", """{"name":"x","parent_id":"customer_none"}""", "parent_id")]
    [InlineData("POST", "teams", """{"name":"x","email":"a@b"}""", "users")]
    [InlineData("POST", "users", """{"name":"x","email":"nobody"}""", "email")]
    [InlineData("POST", "keys", """{"name":"x","owner":{"kind":"user","id":"user_none"}}""", "user user_none")]
    [InlineData("POST", "keys", """{"name":"x","owner":{"kind":"organisation"}}""", "owner")]
    [InlineData("POST", "budgets", """{"scope":{"kind":"organisation"},"limit_usd":"1e3","period":"day"}""", "limit_usd")]
    [InlineData("POST", "budgets", """{"scope":{"kind":"organisation"},"limit_usd":"5","period":"fortnight"}""", "period")]
    [InlineData("POST", "budgets", """{"scope":{"kind":"organisation"},"limit_usd":"5","period":"day","time_zone":"Mars/Olympus"}""", "time_zone")]
    [InlineData("POST", "budgets", """{"scope":{"kind":"organisation"},"limit_usd":"5","period":"day","hard_percent":99}""", "hard_percent")]
    [InlineData("POST", "limits", """{"metric":"concurrency","amount":4,"per_seconds":60}""", "Concurrency")]
    [InlineData("POST", "limits", """{"metric":"requests","amount":0}""", "amount")]
    [InlineData("POST", "tokens", """{"name":"x","role":"developer"}""", "user_id")]
    [InlineData("GET", "keys?onwer_id=x", null, "owner_id")]
    [InlineData("GET", "audit?from=yesterday", null, "from")]
    public async Task What_cannot_be_taken_is_refused_in_one_sentence_that_names_it(string method, string path, string? body, string names) =>
        (await _admin.RefusedAsync(HttpStatusCode.BadRequest, method, path, body)).ShouldContain(names);

    [Fact]
    public async Task Bodies_are_bounded_and_are_JSON()
    {
        await _admin.RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "POST", "teams", $$"""{"name":"{{new string('x', 70_000)}}"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/v1/teams") { Content = new StringContent("name=x") };
        using var response = await _admin.Http.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        await _admin.RefusedAsync(HttpStatusCode.NotFound, "GET", "nothing");
    }

    [Fact]
    public async Task A_developer_sees_what_is_its_own_and_no_other()
    {
        var (_, ada) = await _admin.UserAsync("ada");
        var (_, bob) = await _admin.UserAsync("bob");
        var (own, secret) = await _admin.KeyAsync(ada);
        var (other, _) = await _admin.KeyAsync(bob);
        await _admin.MakeAsync("budgets", $$"""{"scope":{"kind":"user","id":"{{ada}}"},"limit_usd":"5","period":"day"}""");
        var foreign = await _admin.MakeAsync("budgets", $$"""{"scope":{"kind":"user","id":"{{bob}}"},"limit_usd":"7","period":"day"}""");
        await _admin.MakeAsync("limits", $$"""{"scope":{"kind":"user","id":"{{bob}}"},"metric":"requests","amount":9}""");
        using var developer = _admin.As(secret);
        var self = await developer.GetAsync("self");
        ((string?)self["role"]).ShouldBe("developer");
        ((string?)(await developer.GetAsync("keys"))["data"]!.AsArray().ShouldHaveSingleItem()!["id"]).ShouldBe(own);
        ((string?)(await developer.GetAsync("budgets"))["data"]!.AsArray().ShouldHaveSingleItem()!["limit_usd"]).ShouldBe("5");
        (await developer.GetAsync("limits"))["data"]!.AsArray().ShouldBeEmpty();
        await developer.RefusedAsync(HttpStatusCode.NotFound, "GET", $"keys/{other}");
        await developer.RefusedAsync(HttpStatusCode.NotFound, "GET", $"budgets/{foreign["id"]}");
        await developer.RefusedAsync(HttpStatusCode.NotFound, "POST", "increases", $$"""{"budget_id":"{{foreign["id"]}}","amount_usd":"1"}""");
    }

    [Fact]
    public async Task G05_every_change_stands_in_the_audit_log_with_before_and_after()
    {
        var (_, user) = await _admin.UserAsync("ada");
        var (id, _) = await _admin.KeyAsync(user);
        await _admin.ExpectAsync(HttpStatusCode.OK, "PATCH", $"keys/{id}", """{"name":"desk"}""", ("If-Match", "*"));
        await _admin.ExpectAsync(HttpStatusCode.OK, "POST", $"keys/{id}/disable");
        var entries = (await _admin.GetAsync($"audit?target={id}"))["data"]!.AsArray();
        entries.Select(entry => (string)entry!["action"]!).ShouldBe(["key.disable", "key.change", "key.create"]);
        entries.ShouldAllBe(entry => (string)entry!["actor"]! == "bootstrap" && (string)entry["outcome"]! == "done" && entry["from"] != null);
        entries[1]!["detail"]!.ToJsonString().ShouldBe("""{"before":{"name":"laptop"},"after":{"name":"desk"}}""");
        ((bool)(await _admin.GetAsync("audit/verify"))["intact"]!).ShouldBeTrue();
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, TestContext.Current.CancellationToken);
        return memory.ToArray();
    }
}
