namespace Dragoman.Dialects.Aws;

/// <summary>Ids of Bedrock's inference profiles: a foundation model's id behind the part of the world that may serve it.</summary>
internal static class InferenceProfiles
{
    private static readonly string[] Parts = ["us.", "us-gov.", "eu.", "apac.", "jp.", "au.", "ca.", "global."];

    /// <summary>
    /// The foundation model's id. Tokens are counted by foundation models only; a profile's id is refused as one of a model that does not
    /// support it (H-418).
    /// </summary>
    public static string Foundation(string model)
    {
        foreach (var part in Parts)
        {
            if (model.StartsWith(part, StringComparison.Ordinal))
            {
                return model[part.Length..];
            }
        }

        return model;
    }
}
