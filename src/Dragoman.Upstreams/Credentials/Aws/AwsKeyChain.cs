using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Dragoman.Core.Routing;

namespace Dragoman.Upstreams.Credentials.Aws;

/// <summary>
/// Gets access keys the way every AWS tool does: environment, profiles (single sign-on and processes included), web identity,
/// container, machine; then the role, where one is named. Keys that run out are renewed before they do.
/// </summary>
internal sealed class AwsKeyChain(CloudAccess access)
{
    private AWSCredentials? _credentials;

    /// <summary>Keys that hold now.</summary>
    /// <exception cref="AmazonClientException">Nobody gave any.</exception>
    public async ValueTask<AwsKeys> GetAsync(CancellationToken cancellation)
    {
        // The chain may ask the machine's metadata service and takes no token of ours everywhere.
        var credentials = _credentials ??= await Task.Run(Find, cancellation).WaitAsync(cancellation);
        var keys = await credentials.GetCredentialsAsync().WaitAsync(cancellation);
        return new AwsKeys(keys.AccessKey, keys.SecretKey, keys.Token ?? "");
    }

    /// <summary>The keys were refused: the next ones are looked for anew.</summary>
    public void Forget() => Interlocked.Exchange(ref _credentials, null);

    private AWSCredentials Find()
    {
        var own = Own();
        if (access.Role is not { } role)
        {
            return own;
        }

        var options = new AssumeRoleAWSCredentialsOptions();
        return new AssumeRoleAWSCredentials(own, role, "dragoman", options);
    }

    private AWSCredentials Own()
    {
        if (access.Profile is not { } profile)
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials(null);
        }

        var files = new CredentialProfileStoreChain(Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE"));
        return files.TryGetAWSCredentials(profile, out var found)
            ? found
            : throw new AmazonClientException($"There is no profile '{profile}' in the AWS configuration.");
    }
}
