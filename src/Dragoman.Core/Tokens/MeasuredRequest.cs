namespace Dragoman.Core.Tokens;

/// <summary>What <see cref="TokenCalibrator"/> found out about a request when it counted it, and learns from once the turn was served.</summary>
public readonly record struct MeasuredRequest
{
    /// <summary>Who was to be asked; null where nothing was counted, and nothing can be learned.</summary>
    internal string? Model { get; init; }

    /// <summary>Messages in the request.</summary>
    internal int Messages { get; init; }

    /// <summary>The request's measure.</summary>
    internal RequestMeasure Measure { get; init; }

    /// <summary>Estimated tokens, uncalibrated.</summary>
    internal long Whole { get; init; }

    /// <summary>Of them, those behind the session's last turn; 0 where that is not its prefix.</summary>
    internal long Appended { get; init; }

    /// <summary>Tokens that the session's last turn had.</summary>
    internal long LastTokens { get; init; }
}
