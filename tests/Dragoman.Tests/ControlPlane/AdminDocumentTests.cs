using System.Net;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.ControlPlane;

public sealed class AdminDocumentTests
{
    [Fact]
    public async Task The_document_names_exactly_the_endpoints_that_there_are_with_their_parameters_and_shapes()
    {
        await using var gateway = await GatewayFixture.StartAsync("routes: []\n");
        using var admin = new AdminClientFixture(gateway);
        var document = await admin.GetAsync("openapi.json");
        ((string)document["openapi"]!).ShouldStartWith("3.1");
        var documented = document["paths"]!.AsObject().SelectMany(
            path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));
        var served = gateway.Gateway.AdminRoutes.Select(route => $"{route.Method} {(route.IsAnthropic ? "/v1/organizations" : "/admin/v1")}{route.Path}").ToList();
        documented.Order(StringComparer.Ordinal).ShouldBe(served.Order(StringComparer.Ordinal));
        served.Count.ShouldBeGreaterThan(40);

        var operations = new HashSet<string>(StringComparer.Ordinal);
        foreach (var route in gateway.Gateway.AdminRoutes)
        {
            var operation = document["paths"]![(route.IsAnthropic ? "/v1/organizations" : "/admin/v1") + route.Path]![route.Method.ToLowerInvariant()]!;
            operations.Add((string)operation["operationId"]!).ShouldBeTrue();
            ((string?)operation["summary"]).ShouldBe(route.Summary);
            (operation["requestBody"] is not null).ShouldBe(route.Body is not null, route.Path);
            operation["responses"]!.AsObject().Select(response => response.Key).ShouldBe([$"{route.Status}", "default"], ignoreOrder: true);
            var parameters = (operation["parameters"]?.AsArray() ?? []).Select(parameter => (string)parameter!["name"]!).ToList();
            parameters.ShouldBeUnique();
            route.Query.Select(parameter => parameter.Name).Except(parameters).ShouldBeEmpty();
            parameters.Contains("If-Match").ShouldBe(route.IsConditional);
        }
    }

    [Fact]
    public async Task Every_documented_endpoint_answers_and_none_by_chance()
    {
        await using var gateway = await GatewayFixture.StartAsync("routes: []\n");
        using var admin = new AdminClientFixture(gateway);
        foreach (var route in gateway.Gateway.AdminRoutes.Where(route => !route.IsAnthropic))
        {
            using var response = await admin.SendAsync(route.Method, "/admin/v1" + route.Path.Replace("{id}", "none", StringComparison.Ordinal), route.Body is null ? null : "{}");
            response.Headers.Contains("request-id").ShouldBeTrue();
            response.Headers.CacheControl!.NoStore.ShouldBeTrue();
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            text.ShouldNotContain("no such endpoint");
            response.StatusCode.ShouldNotBe(HttpStatusCode.MethodNotAllowed);
        }
    }

    [Fact]
    public async Task The_data_plane_is_where_it_was()
    {
        await using var gateway = await GatewayFixture.StartAsync("routes: []\n");
        using var models = await gateway.Http.GetAsync("/v1/models", TestContext.Current.CancellationToken);
        models.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var nothing = await gateway.Http.GetAsync("/v1/organization", TestContext.Current.CancellationToken);
        (await nothing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"type\":\"error\"");
    }
}
