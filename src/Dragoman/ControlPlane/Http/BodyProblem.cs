using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dragoman.ControlPlane.Http;

/// <summary>Says in one sentence, and without names of our types, what is wrong with a body.</summary>
internal static partial class BodyProblem
{
    /// <summary>The sentence.</summary>
    public static string Describe(JsonException exception)
    {
        var unknown = Unknown().Match(exception.Message);
        if (unknown.Success)
        {
            return $"There is no member {unknown.Groups["name"].Value} here; the document at {AdminPaths.Document} names those that there are.";
        }

        var missing = Missing().Match(exception.Message);
        if (missing.Success)
        {
            return $"The body lacks {missing.Groups["names"].Value.Replace("'", string.Empty, StringComparison.Ordinal)}; add what is missing.";
        }

        var path = exception.Path is { Length: > 1 } text ? text.TrimStart('$', '.') : null;
        if (path is not null && exception.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal))
        {
            return $"The value of {path} is not of the kind that belongs there; the document at {AdminPaths.Document} says what does.";
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"The body is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}); send a JSON object.");
    }

    [GeneratedRegex("The JSON property '(?<name>[^']{1,100})' could not be mapped", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unknown();

    [GeneratedRegex("missing required properties,? including:? (?<names>.*?)\\.? *(Path:|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();
}
