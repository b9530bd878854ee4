using Dragoman.Core.Access;
using Dragoman.Core.Limits;
using Dragoman.Core.Routing;
using Dragoman.Core.Spending;

namespace Dragoman.DataPlane.Admission;

/// <summary>What admission holds of a turn until it is settled. A value inside the turn: it costs no object.</summary>
internal struct TurnAdmission
{
    /// <summary>Who it is; null while nobody was identified.</summary>
    public KeyGrant? Grant { get; set; }

    /// <summary>The repository that it counts for.</summary>
    public string Project { get; set; }

    /// <summary>The money that is set aside; null where nothing is capped.</summary>
    public Reservation? Reservation { get; set; }

    /// <summary>The upstream whose account has the money.</summary>
    public Upstream? PaidFor { get; set; }

    /// <summary>Its place inside its limits; null where there are none.</summary>
    public LimitTicket? Ticket { get; set; }

    /// <summary>What turns of like cost have in common.</summary>
    public CostShape Shape { get; set; }

    /// <summary>What tokens and prices say that it costs, nano-dollars.</summary>
    public long Guess { get; set; }

    /// <summary>What was set aside for it, nano-dollars; null before that.</summary>
    public long? Expected { get; set; }

    /// <summary>Why money refused it.</summary>
    public SpendingRefusal? Refusal { get; set; }

    /// <summary>What a policy did not allow; null where none refused it.</summary>
    public ScopeRefusal? Scope { get; set; }

    /// <summary>What refused it, by id.</summary>
    public string? RefusedBy { get; set; }

    /// <summary>Targets that were passed over, and why; null for none.</summary>
    public Dictionary<string, string>? PassedOver { get; private set; }

    /// <summary>How long it waited at the door.</summary>
    public TimeSpan? Waited { get; set; }

    /// <summary>A target is not tried.</summary>
    public void PassOver(string target, string reason) => (PassedOver ??= new(StringComparer.Ordinal))[target] = reason;
}
