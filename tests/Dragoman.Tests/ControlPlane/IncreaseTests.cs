using System.Net;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.ControlPlane;

public sealed class IncreaseTests
{
    [Fact]
    public async Task F16_a_developer_asks_an_approver_approves_and_the_increase_ends_by_itself()
    {
        await using var gateway = await GatewayFixture.StartAsync("routes: []\n");
        using var admin = new AdminClientFixture(gateway);
        var (team, user) = await admin.UserAsync("ada");
        var (_, secret) = await admin.KeyAsync(user);
        // The cap that is in the way may be the team's: the developer may ask for that as well.
        var budget = (string)(await admin.MakeAsync("budgets", $$"""{"scope":{"kind":"team","id":"{{team}}"},"limit_usd":"10","period":"day"}"""))["id"]!;
        using var developer = admin.As(secret);
        var wish = await developer.MakeAsync("increases", $$"""{"budget_id":"{{budget}}","amount_usd":"2.50","hours":3,"reason":"release"}""");
        ((string?)wish["status"]).ShouldBe("pending");
        await developer.RefusedAsync(HttpStatusCode.Forbidden, "POST", $"increases/{wish["id"]}/approve");
        using var finance = admin.As(await admin.TokenAsync("finance"));
        ((string?)(await finance.GetAsync("increases?status=pending"))["data"]!.AsArray().ShouldHaveSingleItem()!["reason"]).ShouldBe("release");
        var granted = await finance.ExpectAsync(HttpStatusCode.OK, "POST", $"increases/{wish["id"]}/approve", """{"amount_usd":"2"}""");
        ((string?)granted["status"]).ShouldBe("approved");
        var grown = await developer.GetAsync($"budgets/{budget}");
        ((string?)grown["increase_usd"]).ShouldBe("2");
        (grown["increase_until"]!.GetValue<DateTimeOffset>() - TimeProvider.System.GetUtcNow())
            .ShouldBeInRange(TimeSpan.FromHours(2.9), TimeSpan.FromHours(3));
        await finance.RefusedAsync(HttpStatusCode.Conflict, "POST", $"increases/{wish["id"]}/deny");
        (await admin.GetAsync($"audit?target={wish["id"]}"))["data"]!.AsArray().Select(entry => (string)entry!["action"]!)
            .ShouldBe(["increase.approve", "increase.ask"]);
        ((string?)(await developer.GetAsync($"increases/{wish["id"]}"))["status"]).ShouldBe("approved");
    }

    [Fact]
    public async Task A_wish_may_be_denied_and_one_asker_has_few_of_them_open()
    {
        await using var gateway = await GatewayFixture.StartAsync("routes: []\n");
        using var admin = new AdminClientFixture(gateway);
        var (_, user) = await admin.UserAsync("ada");
        var (_, secret) = await admin.KeyAsync(user);
        var budget = (string)(await admin.MakeAsync("budgets", $$"""{"scope":{"kind":"user","id":"{{user}}"},"limit_usd":"10","period":"day"}"""))["id"]!;
        using var developer = admin.As(secret);
        var body = $$"""{"budget_id":"{{budget}}","amount_usd":"1"}""";
        var first = await developer.MakeAsync("increases", body);
        for (var i = 1; i < 5; i++)
        {
            await developer.MakeAsync("increases", body);
        }

        await developer.RefusedAsync(HttpStatusCode.Conflict, "POST", "increases", body);
        await admin.ExpectAsync(HttpStatusCode.OK, "POST", $"increases/{first["id"]}/deny");
        await developer.MakeAsync("increases", body);
        (await admin.GetAsync($"budgets/{budget}"))["increase_usd"].ShouldBeNull();
    }
}
