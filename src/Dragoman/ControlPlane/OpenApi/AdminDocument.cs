using Dragoman.ControlPlane.Http;
using Dragoman.Commands;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Dragoman.ControlPlane.OpenApi;

/// <summary>The admin API's OpenAPI document: made from the same table as the endpoints, so that it can say nothing else.</summary>
internal static class AdminDocument
{
    private const string Scheme = "admin";

    /// <summary>Registers what makes the document.</summary>
    public static void Add(IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(DescribeAsync);
        options.AddOperationTransformer(DescribeAsync);
    });

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Dragoman admin API",
            Version = CommandLine.Version,
            Description = "Who may use what, and what it costs. Every change and every refused attempt stands in the audit log.",
        };
        // The address is the caller's knowledge; relative to the document it is always right.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The bootstrap admin secret, an admin token, or a virtual key, which reads what is its own. Also taken from x-api-key.",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        return Task.CompletedTask;
    }

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<AdminRoute>().FirstOrDefault() is not { } route)
        {
            return Task.CompletedTask;
        }

        operation.Summary = route.Summary;
        operation.Tags = null;
        operation.OperationId = OperationId(route);
        operation.Parameters = [.. Parameters(route)];
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "Refused; the body says in one sentence what to do.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [route.IsAnthropic ? "application/json" : "application/problem+json"] = new() { Schema = Text(JsonSchemaType.Object) },
            },
        };
        return Task.CompletedTask;
    }

    /// <summary>A name for the operation, unique in the document.</summary>
    private static string OperationId(AdminRoute route) => string.Concat(
        route.Method.ToLowerInvariant(),
        string.Concat(route.Path.Split(['/', '_', '{', '}', '-', '.'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..])));

    private static IEnumerable<IOpenApiParameter> Parameters(AdminRoute route)
    {
        if (route.Path.Contains("{id}", StringComparison.Ordinal))
        {
            yield return Parameter("id", ParameterLocation.Path, "The id.", true);
        }

        foreach (var (name, description) in route.Query)
        {
            yield return Parameter(name, ParameterLocation.Query, description, false);
        }

        if (route.IsConditional)
        {
            yield return Parameter("If-Match", ParameterLocation.Header, "The ETag of the version that is changed, or *.", true);
        }

        if (route.Method == "POST")
        {
            yield return Parameter(
                "Idempotency-Key", ParameterLocation.Header, "Any text of at most 255 characters: a request with the same one is answered, not done again.", false);
        }
    }

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string description, bool required) =>
        new() { Name = name, In = place, Description = description, Required = required, Schema = Text(JsonSchemaType.String) };

    private static OpenApiSchema Text(JsonSchemaType type) => new() { Type = type };
}
