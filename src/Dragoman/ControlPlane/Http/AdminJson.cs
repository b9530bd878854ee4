using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dragoman.ControlPlane.Roles;
using Dragoman.Core.Access;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Limits;
using Dragoman.Core.Spending;

namespace Dragoman.ControlPlane.Http;

/// <summary>The admin API's JSON, generated at build time. A member that nobody knows is refused: misspelt, it would change nothing.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(SnakeCaseEnum<AdminRole>),
        typeof(SnakeCaseEnum<PrincipalKind>),
        typeof(SnakeCaseEnum<BudgetPeriod>),
        typeof(SnakeCaseEnum<LimitMetric>),
    ])]
[JsonSerializable(typeof(ProblemShape))]
[JsonSerializable(typeof(SelfShape))]
[JsonSerializable(typeof(PrincipalShape))]
[JsonSerializable(typeof(Page<PrincipalShape>))]
[JsonSerializable(typeof(NewPrincipal))]
[JsonSerializable(typeof(PrincipalChange))]
[JsonSerializable(typeof(KeyShape))]
[JsonSerializable(typeof(Page<KeyShape>))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(KeyChange))]
[JsonSerializable(typeof(KeyRotation))]
[JsonSerializable(typeof(BudgetShape))]
[JsonSerializable(typeof(Page<BudgetShape>))]
[JsonSerializable(typeof(NewBudget))]
[JsonSerializable(typeof(BudgetChange))]
[JsonSerializable(typeof(LimitShape))]
[JsonSerializable(typeof(Page<LimitShape>))]
[JsonSerializable(typeof(NewLimit))]
[JsonSerializable(typeof(LimitChange))]
[JsonSerializable(typeof(IncreaseShape))]
[JsonSerializable(typeof(Page<IncreaseShape>))]
[JsonSerializable(typeof(NewIncrease))]
[JsonSerializable(typeof(IncreaseDecision))]
[JsonSerializable(typeof(TokenShape))]
[JsonSerializable(typeof(Page<TokenShape>))]
[JsonSerializable(typeof(NewToken))]
[JsonSerializable(typeof(AuditShape))]
[JsonSerializable(typeof(Page<AuditShape>))]
[JsonSerializable(typeof(AuditCheck))]
[JsonSerializable(typeof(TurnView))]
[JsonSerializable(typeof(Page<TurnView>))]
[JsonSerializable(typeof(NodeShape))]
[JsonSerializable(typeof(Page<NodeShape>))]
[JsonSerializable(typeof(NewSpendLimit))]
[JsonSerializable(typeof(SpendLimitShape))]
[JsonSerializable(typeof(SpendLimitList))]
[JsonSerializable(typeof(SpendLimitDeleted))]
[JsonSerializable(typeof(SpendSummaryPage))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(PolicyShape))]
[JsonSerializable(typeof(UsageShape))]
[JsonSerializable(typeof(Page<UsageShape>))]
[JsonSerializable(typeof(NewFault))]
[JsonSerializable(typeof(FaultShape))]
[JsonSerializable(typeof(Page<FaultShape>))]
[JsonSerializable(typeof(PauseShape))]
[JsonSerializable(typeof(Page<PauseShape>))]
[JsonSerializable(typeof(ResumedShape))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class AdminJson : JsonSerializerContext;
