namespace Dragoman.Core.Limits;

/// <summary>A turn that waits to begin.</summary>
/// <param name="developer">Whose it is: developers take turns.</param>
/// <param name="ask">What it needs.</param>
public class Waiter(string developer, LimitAsk ask)
{
    /// <summary>Whose it is.</summary>
    public string Developer { get; } = developer;

    /// <summary>What it needs.</summary>
    public LimitAsk Ask { get; } = ask;

    /// <summary>Its place, once it has one.</summary>
    public LimitTicket? Ticket { get; internal set; }
}
