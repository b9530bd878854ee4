namespace Dragoman.Commands.Doctor;

/// <summary>Findings as they come, for people line by line, for programs as one document at the end.</summary>
internal sealed class FindingReport(CommandHost host, bool json)
{
    private readonly List<Finding> _findings = [];

    /// <summary>Takes one.</summary>
    public void Add(Finding finding)
    {
        _findings.Add(finding);
        if (!json)
        {
            Print(finding);
        }
    }

    /// <summary>Ends the report and gives the exit code: 0 unless something failed.</summary>
    public int Finish()
    {
        var failed = _findings.Count(finding => finding.State == FindingState.Failed);
        var warnings = _findings.Count(finding => finding.State == FindingState.Warning);
        if (json)
        {
            JsonOutput.Write(host.Out, new
            {
                passed = failed == 0,
                checks = _findings.Select(f => new { check = f.Check, state = TurnShape.Snake(f.State), detail = f.Detail, fix = f.Fix }),
            });
        }
        else
        {
            host.Out.WriteLine();
            host.Out.WriteLine($"{_findings.Count - failed - warnings} in order, {warnings} to look at, {failed} not working");
        }

        return failed == 0 ? 0 : 1;
    }

    private void Print(Finding finding)
    {
        var (mark, colour) = finding.State switch
        {
            FindingState.Ok => ("ok  ", "32"),
            FindingState.Warning => ("look", "33"),
            _ => ("FAIL", "31"),
        };
        host.Out.WriteLine($"{(host.Colour ? $"\x1b[{colour}m{mark}\x1b[0m" : mark)}  {finding.Check}: {finding.Detail}");
        if (finding.Fix.Length > 0)
        {
            host.Out.WriteLine($"      → {finding.Fix}");
        }

        host.Out.Flush();
    }
}
