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

    /// <summary><c>x-goog-api-key: …</c></summary>
    GoogleApiKey,

    /// <summary>Each request is signed with AWS Signature Version 4, by the credentials of AWS's own chain.</summary>
    AwsSigV4,

    /// <summary>A Google access token, by a service account or the machine's own identity.</summary>
    GoogleOAuth,

    /// <summary>A Microsoft Entra ID access token.</summary>
    EntraId,
}
