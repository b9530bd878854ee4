using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.Core.Access;
using Dragoman.DataPlane;
using Dragoman.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dragoman.ControlPlane;

/// <summary>
/// The path of a call to the admin API: who, may they, was it done before, do it, answer. Whatever is refused on the way is written
/// into the audit log like what is done.
/// </summary>
internal sealed partial class AdminPipeline(
    AdminAuthenticator authenticator,
    AccessDesk directory,
    AuditTrail audit,
    Replays replays,
    FailedSignIns failed,
    RandomIds ids,
    ILogger<AdminPipeline> logger)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Serves one call.</summary>
    public async Task RunAsync(HttpContext http, AdminRoute route)
    {
        var requestId = ids.Next("req_");
        AdminHeaders.Set(http.Response, requestId);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        if (route.Answer is not null)
        {
            deadline.CancelAfter(Deadline);
        }

        var departure = http.RequestAborted;
        http.RequestAborted = deadline.Token;
        try
        {
            await ServeAsync(http, route, requestId);
        }
        catch (AdminProblem problem)
        {
            http.RequestAborted = departure;
            await AdminErrors.WriteAsync(http, problem, requestId, route.IsAnthropic);
        }
        catch (StoreException exception)
        {
            LogFailed(logger, requestId, exception.Message);
            http.RequestAborted = departure;
            await AdminErrors.WriteAsync(
                http, new AdminProblem(StatusCodes.Status503ServiceUnavailable, exception.Message), requestId, route.IsAnthropic);
        }
        catch (OperationCanceledException) when (!departure.IsCancellationRequested)
        {
            http.RequestAborted = departure;
            var late = new AdminProblem(StatusCodes.Status503ServiceUnavailable, "It took too long; try again, and look at the database if it goes on.");
            await AdminErrors.WriteAsync(http, late, requestId, route.IsAnthropic);
        }
        catch (OperationCanceledException)
        {
            // Nobody is there to be told.
        }
    }

    /// <summary>Answers where there is no endpoint, or none for this method.</summary>
    public Task NothingHereAsync(HttpContext http)
    {
        var problem = new AdminProblem(
            StatusCodes.Status404NotFound, $"There is no such endpoint; {AdminPaths.Document} names those that there are.");
        return AdminErrors.WriteAsync(
            http, problem, ids.Next("req_"), http.Request.Path.StartsWithSegments(AdminPaths.Anthropic, StringComparison.Ordinal));
    }

    private async Task ServeAsync(HttpContext http, AdminRoute route, string requestId)
    {
        var (caller, secret) = await IdentifyAsync(http, route, requestId);
        var reach = RoleMatrix.Of(caller.Role, route.Operation);
        if (reach == Reach.None)
        {
            await audit.RefusedAsync(caller.Id, route, http.Request.Path.Value ?? string.Empty, Address(http), requestId, "role", http.RequestAborted);
            throw new AdminProblem(
                StatusCodes.Status403Forbidden,
                $"The role {SnakeCaseEnum<AdminRole>.Word(caller.Role)} may not do this; ask somebody whose role may ({Roles(route.Operation)}).");
        }

        RefuseUnknownParameters(http.Request, route);
        var body = await BodyReader.ReadAsync(http.Request, http.RequestAborted);
        var call = new AdminCall(http, caller, reach, body, requestId);
        var replay = await replays.BeginAsync(http.Request, route, call, body, secret);
        if (replay?.Answer is { } earlier)
        {
            await earlier.WriteAsync(http.Response, http.RequestAborted);
            return;
        }

        StoredAnswer answer;
        try
        {
            var result = await route.Handle(call);
            if (result.Write is not null)
            {
                await WriteFileAsync(http, result);
                return;
            }

            answer = StoredAnswer.Of(result);
        }
        catch (AdminProblem problem)
        {
            if (replay is not null)
            {
                await replays.ForgetAsync(replay, CancellationToken.None);
            }

            if (route.IsChange)
            {
                await audit.RefusedAsync(caller.Id, route, http.Request.Path.Value ?? string.Empty, Address(http), requestId, problem.Message, http.RequestAborted);
            }

            throw;
        }
        catch when (replay is not null)
        {
            await replays.ForgetAsync(replay, CancellationToken.None);
            throw;
        }

        if (replay is not null)
        {
            await replays.KeepAsync(replay, answer, CancellationToken.None);
        }

        await answer.WriteAsync(http.Response, http.RequestAborted);
    }

    private async Task<(AdminCaller Caller, string Secret)> IdentifyAsync(HttpContext http, AdminRoute route, string requestId)
    {
        var address = Address(http);
        if (failed.Blocked(address) is { } wait)
        {
            throw new AdminProblem(
                StatusCodes.Status429TooManyRequests, "This address showed too many wrong credentials; wait a minute, then show the right one.")
            {
                RetryAfter = wait,
            };
        }

        var shown = ShownKey.In(http.Request.Headers).ToString();
        if (shown.Length > 0)
        {
            var state = await directory.StateAsync(http.RequestAborted);
            if (authenticator.Identify(shown, state) is { } caller)
            {
                return (caller, shown);
            }

            failed.Add(address);
            await audit.RefusedAsync(null, route, http.Request.Path.Value ?? string.Empty, address, requestId, "credential", http.RequestAborted);
        }

        throw new AdminProblem(StatusCodes.Status401Unauthorized, authenticator.Explain(shown));
    }

    private static void RefuseUnknownParameters(HttpRequest request, AdminRoute route)
    {
        foreach (var name in request.Query.Keys)
        {
            var plain = name.EndsWith("[]", StringComparison.Ordinal) ? name[..^2] : name;
            if (!route.Query.Any(parameter => parameter.Name == plain))
            {
                throw AdminProblem.Invalid(route.Query.Count == 0
                    ? "This endpoint takes no parameters in the query; leave them out."
                    : $"There is no such parameter in the query; this endpoint takes {string.Join(", ", route.Query.Select(parameter => parameter.Name))}.");
            }
        }
    }

    private static async Task WriteFileAsync(HttpContext http, AdminAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        if (answer.FileName is { } name)
        {
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        }

        await answer.Write!(http.Response.Body, http.RequestAborted);
    }

    private static string Roles(AdminOperation operation) => string.Join(
        ", ",
        Enum.GetValues<AdminRole>().Where(role => RoleMatrix.Of(role, operation) == Reach.All).Select(SnakeCaseEnum<AdminRole>.Word));

    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "An admin call could not be served ({RequestId}): {Problem}")]
    private static partial void LogFailed(ILogger logger, string requestId, string problem);
}
