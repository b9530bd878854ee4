namespace Dragoman.Upstreams.Search;

/// <summary>A name led to an address inside. Thrown where the connection would be made, caught where the fetch began.</summary>
internal sealed class RefusedAddressException : IOException
{
    public RefusedAddressException()
        : base("The host's address is not public.")
    {
    }
}
