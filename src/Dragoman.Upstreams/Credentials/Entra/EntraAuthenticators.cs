using Azure.Core;
using Azure.Identity;
using Dragoman.Core.Routing;

namespace Dragoman.Upstreams.Credentials.Entra;

/// <summary>Chooses who the gateway is towards Entra ID: an application with a secret where one is given, else the machine itself.</summary>
internal static class EntraAuthenticators
{
    /// <summary>What Azure OpenAI and Foundry want to see.</summary>
    public const string UsualScope = "https://cognitiveservices.azure.com/.default";

    private const string ClientVariable = "AZURE_CLIENT_ID";
    private const string TenantVariable = "AZURE_TENANT_ID";

    /// <summary>The authenticator for that access.</summary>
    public static IAuthenticator Make(CloudAccess access, TimeProvider time) =>
        new EntraAuthenticator(Credential(access), access.Scope ?? UsualScope, time);

    private static TokenCredential Credential(CloudAccess access)
    {
        var tenant = access.Role ?? Environment.GetEnvironmentVariable(TenantVariable);
        var client = Environment.GetEnvironmentVariable(ClientVariable);
        if (access.Credential is { } secret && !string.IsNullOrEmpty(tenant) && !string.IsNullOrEmpty(client))
        {
            return new ClientSecretCredential(tenant, client, secret.Reveal());
        }

        return new DefaultAzureCredential(new DefaultAzureCredentialOptions { TenantId = tenant });
    }
}
