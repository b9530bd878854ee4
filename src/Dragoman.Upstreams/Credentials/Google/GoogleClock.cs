using Google.Apis.Util;

namespace Dragoman.Upstreams.Credentials.Google;

/// <summary>The gateway's clock for Google's library.</summary>
internal sealed class GoogleClock(TimeProvider time) : IClock
{
    /// <inheritdoc/>
    public DateTime UtcNow => time.GetUtcNow().UtcDateTime;

    /// <inheritdoc/>
    [Obsolete("Google's interface still has it.")]
    public DateTime Now => time.GetLocalNow().DateTime;
}
