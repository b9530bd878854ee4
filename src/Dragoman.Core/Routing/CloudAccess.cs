using Dragoman.Core.Configuration;

namespace Dragoman.Core.Routing;

/// <summary>
/// Where and as whom a cloud's credential is got. Two upstreams of equal access share one credential and its refreshes.
/// </summary>
public sealed record CloudAccess
{
    /// <summary>How the credential is sent.</summary>
    public required AuthStyle Style { get; init; }

    /// <summary>The cloud's region, e.g. <c>us-east-1</c>; null where the endpoint needs none.</summary>
    public string? Region { get; init; }

    /// <summary>The signed service's name, e.g. <c>bedrock</c> (AWS); null for the dialect's usual one.</summary>
    public string? Service { get; init; }

    /// <summary>Google Cloud's project.</summary>
    public string? Project { get; init; }

    /// <summary>A named profile of the AWS configuration; null for the default chain.</summary>
    public string? Profile { get; init; }

    /// <summary>A role to assume (AWS) or the tenant (Entra); null for none.</summary>
    public string? Role { get; init; }

    /// <summary>The scope of the token that is asked for (Google, Entra); null for the cloud's usual one.</summary>
    public string? Scope { get; init; }

    /// <summary>A credential by reference: a service account's JSON (Google) or a client secret (Entra); null for the machine's own identity.</summary>
    public Secret? Credential { get; init; }
}
