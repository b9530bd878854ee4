using Dragoman.Core.Access;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>The <c>access</c> section.</summary>
internal static class AccessShape
{
    public static ConfigType Type { get; } = new ObjectType(
        "access",
        [
            new("approval_url", ScalarTypes.Text, "Where developers ask for more money; {budget} becomes the budget's id."),
            new("when_ledger_fails", new ChoiceType(("refuse", false), ("spend", true)), "What becomes of capped turns while the ledger cannot be asked; refuse."),
            new("wait", ScalarTypes.Duration, "How long a turn that a person waits for may wait for its limits before it is refused; 20s."),
            new("background_wait", ScalarTypes.Duration, "How long a turn in the background may; 2m."),
            new("approved_models", new ListType<string>(ScalarTypes.Text, 10_000), "Models that may be used, as upstream/model or model id, with * at the end for all that begin so; others are pending. All, where it is not there."),
        ],
        Create);

    private static AccessConfig Create(BoundMembers bound)
    {
        var defaults = new AccessConfig();
        return new AccessConfig
        {
            ApprovalUrl = bound.Get<string>("approval_url"),
            SpendsWithoutLedger = bound.Value<bool>("when_ledger_fails") ?? defaults.SpendsWithoutLedger,
            Wait = bound.Value<TimeSpan>("wait") ?? defaults.Wait,
            BackgroundWait = bound.Value<TimeSpan>("background_wait") ?? defaults.BackgroundWait,
            ApprovedModels = bound.Has("approved_models") ? new NamePattern(bound.List<string>("approved_models")) : null,
        };
    }
}
