using Dragoman.Core.Capabilities;

namespace Dragoman.Commands.Conformance;

/// <summary>How a check ended, and what was seen.</summary>
internal sealed record CheckResult(CheckOutcome Outcome, string Detail)
{
    private const int MaxDetail = 200;

    public static CheckResult Passed(string detail) => new(CheckOutcome.Passed, Short(detail));

    public static CheckResult Failed(string detail) => new(CheckOutcome.Failed, Short(detail));

    public static CheckResult Unsupported(string detail) => new(CheckOutcome.Unsupported, Short(detail));

    public static CheckResult Inconclusive(string detail) => new(CheckOutcome.Inconclusive, Short(detail));

    /// <summary>Passed where it holds, else failed with what was seen instead.</summary>
    public static CheckResult Of(bool holds, string seen, string otherwise) => holds ? Passed(seen) : Failed(otherwise);

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length > MaxDetail ? line[..MaxDetail] + "…" : line;
    }
}
