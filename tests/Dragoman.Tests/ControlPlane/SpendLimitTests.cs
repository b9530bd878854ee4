using System.Net;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.ControlPlane;

/// <summary>Users' budgets in the shapes of Anthropic's Admin API.</summary>
public sealed class SpendLimitTests
{
    private const string Root = "/v1/organizations/spend_limits";

    [Fact]
    public async Task A_limit_is_set_replaced_listed_and_taken_away_as_at_Anthropic()
    {
        await using var gateway = await GatewayFixture.StartAsync("routes: []\n");
        using var admin = new AdminClientFixture(gateway);
        var (_, user) = await admin.UserAsync("ada");
        var body = $$"""{"scope":{"type":"user","user_id":"{{user}}"},"amount":"50000","period":"monthly"}""";
        var made = await admin.ExpectAsync(HttpStatusCode.OK, "POST", Root, body);
        ((string?)made["type"]).ShouldBe("spend_limit");
        ((string?)made["currency"]).ShouldBe("USD");
        ((string?)made["amount"]).ShouldBe("50000");
        made["created_at"]!.GetValue<DateTimeOffset>().ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5));
        made["updated_at"]!.GetValue<DateTimeOffset>().ShouldBeGreaterThanOrEqualTo(made["created_at"]!.GetValue<DateTimeOffset>());
        var replaced = await admin.ExpectAsync(HttpStatusCode.OK, "POST", Root, body.Replace("50000", "70000", StringComparison.Ordinal));
        ((string?)replaced["id"]).ShouldBe((string?)made["id"]);
        ((string?)(await admin.GetAsync($"budgets/{made["id"]}"))["limit_usd"]).ShouldBe("700");
        var list = await admin.GetAsync(Root);
        ((bool)list["has_more"]!).ShouldBeFalse();
        ((string?)list["data"]!.AsArray().ShouldHaveSingleItem()!["amount"]).ShouldBe("70000");
        var row = (await admin.GetAsync($"{Root}/effective?user_ids[]={user}&period[]=monthly"))["data"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)row["period_to_date_spend"]).ShouldBe("0");
        ((string?)row["actor"]!["email_address"]).ShouldBe("ada@example.com");
        ((string?)row["spend_limit_id"]).ShouldBe((string?)made["id"]);
        var unlimited = await admin.ExpectAsync(HttpStatusCode.OK, "POST", Root, body.Replace("\"50000\"", "null", StringComparison.Ordinal));
        unlimited.AsObject().ContainsKey("amount").ShouldBeTrue();
        unlimited["amount"].ShouldBeNull();
        var gone = await admin.ExpectAsync(HttpStatusCode.OK, "DELETE", $"{Root}/{made["id"]}");
        ((string?)gone["type"]).ShouldBe("spend_limit_deleted");
        (await admin.GetAsync(Root))["data"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"scope":{"type":"organization"},"amount":"1"}""", "budgets of teams")]
    [InlineData("""{"scope":{"type":"user","user_id":"user_none"},"amount":"1"}""", "user_none")]
    [InlineData("""{"scope":{"type":"user","user_id":"USER"},"amount":"1.5"}""", "cents")]
    [InlineData("""{"scope":{"type":"user","user_id":"USER"},"amount":"1","currency":"EUR"}""", "USD")]
    [InlineData("""{"scope":{"type":"user","user_id":"USER"},"amount":"1","period":"yearly"}""", "daily")]
    [InlineData("""{"scope":{"type":"user","user_id":"USER"}}""", "amount")]
    public async Task A_limit_that_cannot_be_is_refused_in_Anthropics_envelope(string body, string names)
    {
        await using var gateway = await GatewayFixture.StartAsync("routes: []\n");
        using var admin = new AdminClientFixture(gateway);
        var (_, user) = await admin.UserAsync("ada");
        using var response = await admin.SendAsync("POST", Root, body.Replace("USER", user, StringComparison.Ordinal));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        ((string?)error["type"]).ShouldBe("error");
        ((string?)error["error"]!["type"]).ShouldBe("invalid_request_error");
        ((string?)error["error"]!["message"])!.ShouldContain(names);
        ((string?)error["request_id"]).ShouldBe(response.Headers.GetValues("request-id").Single());
    }
}
