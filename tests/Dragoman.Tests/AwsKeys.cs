using System.Runtime.CompilerServices;
using Dragoman.Testing;

namespace Dragoman.Tests;

/// <summary>The access key that AWS's own chain finds: a process has one environment, so it is set before any test runs.</summary>
internal static class AwsKeys
{
    [ModuleInitializer]
    internal static void Set()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", StrictBedrockInvoke.KeyId);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", StrictBedrockInvoke.Secret);
        Environment.SetEnvironmentVariable("AWS_SESSION_TOKEN", null);
        Environment.SetEnvironmentVariable("AWS_BEARER_TOKEN_BEDROCK", null);
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
    }
}
