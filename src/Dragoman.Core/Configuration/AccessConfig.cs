using Dragoman.Core.Access;
using Dragoman.Core.Routing;

namespace Dragoman.Core.Configuration;

/// <summary>How keys, budgets and limits are enforced. Who has which stands in the store, not here.</summary>
public sealed record AccessConfig
{
    /// <summary>Where developers ask for more money; <c>{budget}</c> becomes the budget's id. Null for nowhere.</summary>
    public string? ApprovalUrl { get; init; }

    /// <summary>
    /// True to go on spending while the ledger cannot be asked, false to refuse capped turns then. The default is false.
    /// </summary>
    public bool SpendsWithoutLedger { get; init; }

    /// <summary>How long a turn that a person waits for may wait for its limits. The default is 20 seconds.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a turn in the background may. The default is two minutes.</summary>
    public TimeSpan BackgroundWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Models that may be used at all, as <c>upstream/model</c> or model id; every other one waits for approval. Null for all (G02).</summary>
    public NamePattern? ApprovedModels { get; init; }

    /// <summary>Null where a model is approved, or none needs to be.</summary>
    /// <param name="version">The policy's version, by which the refusal names it.</param>
    /// <param name="target">The model.</param>
    public ScopeRefusal? CheckModel(string version, RouteTarget target) =>
        ApprovedModels is not { } approved || approved.Fits(target.Name) || approved.Fits(target.Model)
            ? null
            : new ScopeRefusal($"policy {version} (approved_models; others are pending)", ScopeKind.Model, target.Name, approved.Names);
}
