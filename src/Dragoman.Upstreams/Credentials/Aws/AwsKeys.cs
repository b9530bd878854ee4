namespace Dragoman.Upstreams.Credentials.Aws;

/// <summary>An access key of AWS. It prints its id only.</summary>
/// <param name="Id">The access key's id: no secret.</param>
/// <param name="Secret">The secret access key.</param>
/// <param name="SessionToken">The token that goes with a temporary key; empty for a lasting one.</param>
internal sealed record AwsKeys(string Id, string Secret, string SessionToken = "")
{
    /// <inheritdoc/>
    public override string ToString() => Id;
}
