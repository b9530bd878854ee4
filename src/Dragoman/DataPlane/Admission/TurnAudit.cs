using System.Text.Json.Nodes;
using Dragoman.Core.Access;
using Dragoman.Dialects.Conversation;
using Dragoman.Store.Audit;

namespace Dragoman.DataPlane.Admission;

/// <summary>What of turns belongs into the audit log: who tried what they may not, and models that are not what was asked for (G01, G03, G05).</summary>
internal sealed class TurnAudit(AuditOutbox outbox, AnsweredModels answered)
{
    /// <summary>Looks at a turn that is over.</summary>
    public void Note(Turn turn)
    {
        if (turn.Admission.Scope is { } scope)
        {
            outbox.Add(Refusal(turn, $"turn.{scope.Kind.ToString().ToLowerInvariant()}", scope.Name, new JsonObject
            {
                ["policy"] = scope.Policy,
                ["requested_model"] = turn.RequestedModel,
                ["allowed"] = new JsonArray([.. scope.Allowed.Take(40).Select(name => (JsonNode)name)]),
            }));
        }
        else if (turn.Admission.Grant is { } grant && turn.Attempts == 0 && turn.Failure?.Cause is FailureCause.Authentication or FailureCause.Permission)
        {
            // A key that opened something once; strangers are counted elsewhere, and would fill the log.
            outbox.Add(Refusal(turn, "turn.key", grant.KeyId, new JsonObject { ["reason"] = turn.Failure.Message }) with { Class = AuditClass.SignIn });
        }

        if (turn is { Facts.Model: { } model, Target: { } target } && answered.Change(target, model) is { } before)
        {
            outbox.Add(new AuditEntry
            {
                Class = AuditClass.System,
                Action = "model.changed",
                Actor = $"upstream {target.Upstream.Id}",
                Target = target.Name,
                Outcome = "noticed",
                RequestId = turn.Id,
                Detail = new JsonObject { ["pinned"] = target.Model, ["before"] = before, ["now"] = model }.ToJsonString(),
            });
        }
    }

    private static AuditEntry Refusal(Turn turn, string action, string target, JsonObject detail) => new()
    {
        Class = AuditClass.Refusal,
        Action = action,
        Actor = turn.Identity.KeyId,
        Target = target,
        Outcome = "refused",
        Address = turn.Http.Connection.RemoteIpAddress?.ToString(),
        RequestId = turn.Id,
        Detail = detail.ToJsonString(),
    };
}
