using Dragoman.Dialects;

namespace Dragoman.DataPlane;

/// <summary>What the URL alone says of a request: the client's dialect, and for protocols that have them there, model and stream.</summary>
/// <param name="Dialect">The dialect that the client speaks.</param>
/// <param name="Model">The model's id; null where the body names it.</param>
/// <param name="Stream">Whether a stream is wanted; null where the body says so.</param>
internal sealed record ClientCall(IDialect Dialect, string? Model = null, bool? Stream = null)
{
    /// <summary>The Messages API in its own envelope: the one whose bytes can pass.</summary>
    public static ClientCall Messages { get; } = new(DialectRegistry.Find(ClientDialects.Messages)!);

    /// <summary>True for <see cref="Messages"/>.</summary>
    public bool IsMessages => ReferenceEquals(Dialect, Messages.Dialect);

    /// <summary>True where the body is the Messages API's, in its own or another's envelope.</summary>
    public bool CarriesMessages => Dialect.Carries == ClientDialects.Messages;
}
