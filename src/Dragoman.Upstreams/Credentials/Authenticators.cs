using System.Collections.Concurrent;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Upstreams.Credentials.Aws;
using Dragoman.Upstreams.Credentials.Entra;
using Dragoman.Upstreams.Credentials.Google;

namespace Dragoman.Upstreams.Credentials;

/// <summary>
/// The authenticators in use, one for each different access. Upstreams come and go with policies; their tokens and the refreshes of
/// these stay.
/// </summary>
internal sealed class Authenticators(TimeProvider time)
{
    private readonly ConcurrentDictionary<CloudAccess, IAuthenticator> _byAccess = new();

    /// <summary>The authenticator of that access.</summary>
    /// <exception cref="NotSupportedException">The style is no cloud's.</exception>
    public IAuthenticator For(CloudAccess access) => _byAccess.GetOrAdd(access, Make);

    private IAuthenticator Make(CloudAccess access) => access.Style switch
    {
        AuthStyle.AwsSigV4 => AwsAuthenticators.Make(access, time),
        AuthStyle.EntraId => EntraAuthenticators.Make(access, time),
        AuthStyle.GoogleOAuth => new GoogleAuthenticator(access, time),
        _ => throw new NotSupportedException($"{access.Style} is no cloud's way ({time.GetUtcNow():u})."),
    };
}
