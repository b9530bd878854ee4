using Dragoman.Core.Routing.Explanations;

namespace Dragoman.Core.Routing;

public sealed partial class RouteTable
{
    /// <summary>The policies that <see cref="Decide"/> asks for this turn, with what they said.</summary>
    internal IReadOnlyList<ExplainedPolicy> PoliciesAsked(in TurnFacts facts)
    {
        if (Side(in facts) is not null)
        {
            return [];
        }

        if (Named(ModelNames.Normalize(facts.RequestedModel ?? "", out _)) is { } named)
        {
            return named.Policy is null ? [] : [Explain(named.Policy, in facts)];
        }

        var asked = new List<ExplainedPolicy>();
        foreach (var policy in _parts.Policies)
        {
            asked.Add(Explain(policy, in facts));
            if (asked[^1].Chosen is not null)
            {
                break;
            }
        }

        return asked;
    }

    private static ExplainedPolicy Explain(CompiledPolicy policy, in TurnFacts facts)
    {
        var chosen = policy.Rule.Decide(in facts);
        return new ExplainedPolicy(policy.Name, policy.Rule.Explain(in facts), chosen < 0 ? null : policy.Rule.Targets[chosen].Name);
    }
}
