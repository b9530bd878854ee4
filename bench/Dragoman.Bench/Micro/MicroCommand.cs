using System.Globalization;
using System.Text.Json;

namespace Dragoman.Bench.Micro;

/// <summary>Measures rows and prints them.</summary>
internal static class MicroCommand
{
    /// <summary>Runs <c>micro [P1 …] [--json FILE] [--allocations]</c>.</summary>
    public static int Run(string[] args)
    {
        var ids = args.TakeWhile(arg => !arg.StartsWith('-')).ToArray();
        var json = Array.IndexOf(args, "--json") is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
        var onlyAllocations = args.Contains("--allocations");
        var results = new List<Result>();
        foreach (var row in MicroRows.Of(ids))
        {
            if (onlyAllocations && !row.IsBudgeted)
            {
                continue;
            }

            var result = onlyAllocations ? Harness.MeasureAllocations(row) : Harness.Measure(row);
            results.Add(result);
            if (json != "-")
            {
                Console.WriteLine(Line(result));
            }
        }

        Write(results, json);
        return results.Count > 0 ? 0 : 2;
    }

    private static void Write(List<Result> results, string? json)
    {
        if (json is null)
        {
            return;
        }

        var text = JsonSerializer.Serialize(results, Indented) + "\n";
        if (json == "-")
        {
            Console.Write(text);
        }
        else
        {
            File.WriteAllText(json, text);
        }
    }

    private static string Line(Result result)
    {
        var compared = result.Ratio ?? result.Nanoseconds;
        var verdict = result.Must == 0 ? "" : compared <= result.Must ? $"  within {result.Must:0.##}" : $"  OVER {result.Must:0.##}";
        var ratio = result.Ratio is { } value ? $"{value,6:0.00} x scan" : "             ";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Key,-58} {result.Nanoseconds,12:#,0} ns {ratio} ({result.Low:0.##}–{result.High:0.##}) {result.Bytes,6} B{verdict}");
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
}
