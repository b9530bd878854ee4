namespace Dragoman.Dialects.Conversation;

/// <summary>What went wrong with a turn. Each cause has one error type in each dialect.</summary>
public enum FailureCause : byte
{
    /// <summary>The request is not what the protocol allows (400, <c>invalid_request_error</c>).</summary>
    InvalidRequest,

    /// <summary>The prompt does not fit the model's window (400, wording that the CLI compacts on, H-250).</summary>
    PromptTooLong,

    /// <summary>The client's own credential is missing or wrong (401, <c>authentication_error</c>).</summary>
    Authentication,

    /// <summary>The client may not do this (403, <c>permission_error</c>).</summary>
    Permission,

    /// <summary>Money is the reason (402, <c>billing_error</c>).</summary>
    Billing,

    /// <summary>No such model or resource (404, <c>not_found_error</c>).</summary>
    NotFound,

    /// <summary>The body is too large (413, <c>request_too_large</c>).</summary>
    TooLarge,

    /// <summary>Too many requests (429, <c>rate_limit_error</c>).</summary>
    RateLimit,

    /// <summary>The gateway's own credential for the upstream is wrong (500, <c>api_error</c>, never 401: H-255).</summary>
    UpstreamCredential,

    /// <summary>The upstream failed (500, <c>api_error</c>).</summary>
    Upstream,

    /// <summary>The upstream cannot be reached (502, <c>api_error</c>).</summary>
    Unreachable,

    /// <summary>The upstream's answer ended before it was complete (502, <c>api_error</c>).</summary>
    Truncated,

    /// <summary>The upstream answered something that is not its protocol (502, <c>api_error</c>).</summary>
    Malformed,

    /// <summary>The upstream took too long (504, <c>timeout_error</c>).</summary>
    Timeout,

    /// <summary>The upstream is overloaded (529, <c>overloaded_error</c>).</summary>
    Overloaded,

    /// <summary>A content filter refused.</summary>
    ContentFiltered,

    /// <summary>This gateway or route does not offer it (501, <c>not_supported</c>).</summary>
    NotSupported,

    /// <summary>The client went away.</summary>
    ClientGone,

    /// <summary>A defect of the gateway (500, <c>api_error</c>).</summary>
    Internal,
}

/// <summary>Whose fault a failure is.</summary>
public enum FailureSide : byte
{
    /// <summary>The client's.</summary>
    Client,

    /// <summary>The gateway's.</summary>
    Gateway,

    /// <summary>The upstream's.</summary>
    Upstream,
}
