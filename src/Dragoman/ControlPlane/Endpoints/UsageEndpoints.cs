using System.Globalization;
using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Access;
using Dragoman.Store.Charges;
using Dragoman.Store.Turns;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>What was used and spent, as rows and as files (F09).</summary>
internal sealed class UsageEndpoints(UsageStore store, TurnWriter writer, AuditTrail audit) : IAdminEndpoints
{
    private static readonly (string Word, UsageDimension Dimension, Func<UsageRow, string?> Value)[] Groups =
    [
        ("user", UsageDimension.User, row => row.UserId),
        ("team", UsageDimension.Team, row => row.TeamId),
        ("customer", UsageDimension.Customer, row => row.CustomerId),
        ("project", UsageDimension.Project, row => row.Project),
        ("upstream", UsageDimension.Upstream, row => row.Upstream),
        ("model", UsageDimension.Model, row => row.Model),
    ];

    private static readonly IReadOnlyList<QueryParameter> Filters =
    [
        .. QueryParameter.Times,
        new("user_id", "Only this user's."),
        new("team_id", "Only this team's."),
        new("customer_id", "Only this customer's."),
        new("project", "Only this repository's."),
        new("upstream", "Only at this upstream."),
        new("model", "Only by this model."),
    ];

    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes =>
    [
        new("GET", "/usage", AdminOperation.ReadUsage, "Sums of turns, tokens and dollars.", SumAsync)
        {
            Query =
            [
                .. QueryParameter.Paging,
                .. Filters,
                new("group_by", "Words with commas: user, team, customer, project, upstream, model; user where nothing is said."),
                new("bucket", "hour or day: by time as well."),
            ],
            Answer = typeof(Page<UsageShape>),
        },
        new("GET", "/exports/usage", AdminOperation.ExportUsage, "Usage as a file; its sums are the turns' to the nano-dollar.", ExportAsync)
        {
            Query = [.. Filters, new("format", "csv, json or focus; csv where nothing is said.")],
        },
    ];

    private async ValueTask<AdminAnswer> SumAsync(AdminCall call)
    {
        var words = (call.Query("group_by") ?? "user").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var groups = Groups.Where(group => words.Contains(group.Word, StringComparer.Ordinal)).ToList();
        if (groups.Count != words.Distinct(StringComparer.Ordinal).Count())
        {
            throw AdminProblem.Invalid($"group_by takes words with commas of {string.Join(", ", Groups.Select(group => group.Word))}.");
        }

        var by = groups.Aggregate(Bucket(call), (all, group) => all | group.Dimension);
        // What was settled a moment ago counts, too.
        await writer.FlushAsync(call.Cancellation);
        var rows = await store.SumAsync(Filter(call), by, call.Cancellation);
        var keyed = rows.Select(row => (Key: Key(row, groups), Row: row));
        var (page, next) = Cursors.Page(keyed, pair => pair.Key, call);
        return AdminAnswer.Ok(new Page<UsageShape>([.. page.Select(pair => Shape(pair.Row, groups))], next), AdminJson.Default.PageUsageShape);
    }

    private async ValueTask<AdminAnswer> ExportAsync(AdminCall call)
    {
        var format = call.Choice<UsageFormat>("format") ?? UsageFormat.Csv;
        var filter = Filter(call);
        const UsageDimension By = UsageDimension.Day | UsageDimension.Project | UsageDimension.User | UsageDimension.Team
            | UsageDimension.Customer | UsageDimension.Upstream | UsageDimension.Model;
        await writer.FlushAsync(call.Cancellation);
        await audit.DoneAsync(call, "usage.export", SnakeCaseEnum<UsageFormat>.Word(format));
        var (type, ending) = format == UsageFormat.Json ? ("application/json", "json") : ("text/csv; charset=utf-8", "csv");
        return AdminAnswer.File(
            type,
            $"usage.{ending}",
            (stream, cancellation) => UsageExport.WriteAsync(store.StreamAsync(filter, By, cancellation), format, stream, cancellation));
    }

    // Whoever may see only what is its own sees that, whatever was asked for.
    private static UsageFilter Filter(AdminCall call)
    {
        var filter = new UsageFilter
        {
            Since = call.Time("from"),
            Until = call.Time("to"),
            UserId = call.Query("user_id"),
            TeamId = call.Query("team_id"),
            CustomerId = call.Query("customer_id"),
            Project = call.Query("project"),
            Upstream = call.Query("upstream"),
            Model = call.Query("model"),
        };
        return call.Reach == Reach.All ? filter
            : call.Caller.Owner is { Kind: PrincipalKind.User } user ? filter with { UserId = user.Id }
            : throw new AdminProblem(403, "A key of a team shows no usage; use the key of a user, or a token with a role.");
    }

    private static UsageDimension Bucket(AdminCall call) => call.Query("bucket") switch
    {
        null => UsageDimension.None,
        "hour" => UsageDimension.Hour,
        "day" => UsageDimension.Day,
        _ => throw AdminProblem.Invalid("bucket takes hour or day."),
    };

    private static string Key(UsageRow row, List<(string Word, UsageDimension Dimension, Func<UsageRow, string?> Value)> groups) =>
        string.Join('\u001f', groups.Select(group => group.Value(row)).Prepend(row.Start?.ToUnixTimeSeconds().ToString("D12", CultureInfo.InvariantCulture)));

    private static UsageShape Shape(UsageRow row, List<(string Word, UsageDimension Dimension, Func<UsageRow, string?> Value)> groups) => new()
    {
        Start = row.Start,
        Group = groups.ToDictionary(group => group.Word, group => group.Value(row) is { Length: > 0 } value ? value : null, StringComparer.Ordinal),
        Turns = row.Turns,
        Failed = row.Failed,
        InputTokens = row.InputTokens,
        CacheReadTokens = row.CacheReadTokens,
        CacheWriteTokens = row.CacheWriteTokens,
        OutputTokens = row.OutputTokens,
        CostUsd = Usd.Write(row.CostNanoUsd),
    };
}
