using System.Diagnostics;
using System.Text.Json;
using Dragoman.Testing;

namespace Dragoman.Tests.Budgets;

/// <summary>
/// What the hot paths allocate is data, in bench/budgets.json, and any change of it is seen here. Times are not: they are the
/// machine's. Measured by the benchmarks' own rows, in a process whose code is compiled at its last tier at once.
/// </summary>
public sealed class AllocationBudgetTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(100);

    [Fact]
    public async Task What_an_operation_allocates_is_what_its_budget_says()
    {
        Assert.SkipUnless(
            Repository.Configuration == "Release", "allocation budgets hold for optimised code: run with -c Release, as ./test does");
        var measured = await MeasureAsync();
        var budgets = Budgets();

        measured.Count.ShouldBeGreaterThan(10);
        Differences(measured, budgets).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, "row: 1 B an operation, its budget is 0 B; find the allocation, or change bench/budgets.json and say why")]
    [InlineData(0, null)]
    public void A_change_in_bytes_is_told_with_its_row(long bytes, string? message) =>
        Differences(new Dictionary<string, long> { ["row"] = bytes }, new Dictionary<string, long> { ["row"] = 0 })
            .SingleOrDefault().ShouldBe(message);

    [Fact]
    public void A_row_without_a_budget_and_a_budget_without_a_row_are_told() =>
        Differences(new Dictionary<string, long> { ["new"] = 8 }, new Dictionary<string, long> { ["old"] = 0 }).ShouldBe(
        [
            "new: 8 B an operation, and no budget; add it to bench/budgets.json",
            "old: has a budget, but no benchmark measures it; take it out of bench/budgets.json",
        ]);

    private static IEnumerable<string> Differences(IReadOnlyDictionary<string, long> measured, IReadOnlyDictionary<string, long> budgets)
    {
        foreach (var (row, bytes) in measured)
        {
            if (!budgets.TryGetValue(row, out var budget))
            {
                yield return $"{row}: {bytes} B an operation, and no budget; add it to bench/budgets.json";
            }
            else if (budget != bytes)
            {
                yield return $"{row}: {bytes} B an operation, its budget is {budget} B; find the allocation, or change bench/budgets.json and say why";
            }
        }

        foreach (var row in budgets.Keys.Except(measured.Keys, StringComparer.Ordinal))
        {
            yield return $"{row}: has a budget, but no benchmark measures it; take it out of bench/budgets.json";
        }
    }

    private static Dictionary<string, long> Budgets() =>
        JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(Path.Combine(Repository.Root, "bench", "budgets.json")))!;

    private static async Task<Dictionary<string, long>> MeasureAsync()
    {
        var bench = Path.Combine(
            Repository.Root, "bench", "Dragoman.Bench", "bin", Repository.Configuration, "net10.0", "Dragoman.Bench.dll");
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? path
            : Environment.GetEnvironmentVariable("DOTNET") ?? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host, [bench, "micro", "--allocations", "--json", "-"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // Straight to optimised code: the count must not depend on how far the runtime has come.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        using var process = Process.Start(start)!;
        using var late = new CancellationTokenSource(Deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(late.Token);
            var errors = process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            process.ExitCode.ShouldBe(0, await errors);
            using var rows = JsonDocument.Parse(await output);
            return rows.RootElement.EnumerateArray().ToDictionary(
                row => row.GetProperty("Key").GetString()!, row => row.GetProperty("Bytes").GetInt64(), StringComparer.Ordinal);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
