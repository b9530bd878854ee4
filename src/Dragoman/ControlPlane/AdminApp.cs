using Dragoman.ControlPlane.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Dragoman.ControlPlane;

/// <summary>
/// The admin API as one function beside the data plane's front door. It is put together when the first request comes: most
/// starts never need it, and a turn pays one comparison of its path.
/// </summary>
internal sealed class AdminApp(IApplicationBuilder root, AdminRouteTable table, AdminPipeline pipeline)
{
    private const string Json = "application/json";

    private readonly Lazy<RequestDelegate> _app = new(() => Build(root, table, pipeline));

    /// <summary>Serves a request to a path that <see cref="AdminPaths"/> owns.</summary>
    public Task HandleAsync(HttpContext http) => _app.Value(http);

    private static RequestDelegate Build(IApplicationBuilder root, AdminRouteTable table, AdminPipeline pipeline)
    {
        var branch = root.New();
        branch.UseRouting();
        branch.UseEndpoints(endpoints =>
        {
            foreach (var route in table.All)
            {
                Map(endpoints, route, pipeline);
            }

            endpoints.MapOpenApi(AdminPaths.Document);
        });
        branch.Run(pipeline.NothingHereAsync);
        return branch.Build();
    }

    private static void Map(IEndpointRouteBuilder endpoints, AdminRoute route, AdminPipeline pipeline)
    {
        RequestDelegate handle = http => pipeline.RunAsync(http, route);
        var path = route.IsAnthropic ? AdminPaths.Anthropic + route.Path : AdminPaths.Root + route.Path;
        // The method's own description stands for a handler with bound parameters, which the document's maker would look for.
        var endpoint = endpoints.MapMethods(path, [route.Method], handle).WithMetadata(route, handle.Method);
        if (route.Body is { } body)
        {
            endpoint.WithMetadata(new AcceptsMetadata([Json], body));
        }

        endpoint.WithMetadata(new ProducesResponseTypeMetadata(
            route.Status, route.Answer ?? typeof(void), [route.Answer is null ? "application/octet-stream" : Json]));
    }
}
