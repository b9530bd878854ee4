namespace Dragoman.Core.Configuration;

/// <summary>How a credential is sent.</summary>
public enum AuthStyle : byte
{
    /// <summary><c>Authorization: Bearer …</c></summary>
    Bearer,

    /// <summary><c>x-api-key: …</c></summary>
    XApiKey,

    /// <summary><c>api-key: …</c></summary>
    AzureApiKey,

    /// <summary>Not at all.</summary>
    None,
}
