using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Roles;

/// <summary>
/// Which role may do what: one table, read by the API, its document and the tests (F10). What a row does not name is refused.
/// </summary>
internal static class RoleMatrix
{
    private static readonly Dictionary<AdminOperation, AdminRole[]> Everything = new()
    {
        [AdminOperation.ReadSelf] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Finance, AdminRole.Security, AdminRole.Developer],
        [AdminOperation.ReadDirectory] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Finance, AdminRole.Security],
        [AdminOperation.WriteDirectory] = [AdminRole.Owner, AdminRole.Admin],
        [AdminOperation.DisableDirectory] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Security],
        [AdminOperation.ReadKeys] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Finance, AdminRole.Security],
        [AdminOperation.WriteKeys] = [AdminRole.Owner, AdminRole.Admin],
        [AdminOperation.DisableKeys] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Security],
        [AdminOperation.ReadBudgets] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Finance, AdminRole.Security],
        [AdminOperation.WriteBudgets] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Finance],
        [AdminOperation.ReadLimits] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Finance, AdminRole.Security],
        [AdminOperation.WriteLimits] = [AdminRole.Owner, AdminRole.Admin],
        [AdminOperation.ReadIncreases] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Finance],
        [AdminOperation.AskIncreases] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Finance],
        [AdminOperation.DecideIncreases] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Finance],
        [AdminOperation.ReadUsage] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Finance],
        [AdminOperation.ExportUsage] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Finance],
        [AdminOperation.ReadTurns] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Security],
        [AdminOperation.ResumeSessions] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Security],
        [AdminOperation.WriteFaults] = [AdminRole.Owner, AdminRole.Admin],
        [AdminOperation.ReadAudit] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Security],
        [AdminOperation.ReadPolicy] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Security],
        [AdminOperation.ReadNodes] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Security],
        [AdminOperation.ReadTokens] = [AdminRole.Owner, AdminRole.Admin, AdminRole.Security],
        [AdminOperation.WriteTokens] = [AdminRole.Owner],
        [AdminOperation.RevokeTokens] = [AdminRole.Owner, AdminRole.Security],
    };

    private static readonly Dictionary<AdminOperation, AdminRole[]> Own = new()
    {
        [AdminOperation.ReadKeys] = [AdminRole.Developer],
        [AdminOperation.ReadBudgets] = [AdminRole.Developer],
        [AdminOperation.ReadLimits] = [AdminRole.Developer],
        [AdminOperation.ReadUsage] = [AdminRole.Developer],
        [AdminOperation.ReadIncreases] = [AdminRole.Developer],
        [AdminOperation.AskIncreases] = [AdminRole.Developer],
    };

    /// <summary>How far the role may go.</summary>
    public static Reach Of(AdminRole role, AdminOperation operation) =>
        Has(Everything, role, operation) ? Reach.All : Has(Own, role, operation) ? Reach.Own : Reach.None;

    private static bool Has(Dictionary<AdminOperation, AdminRole[]> rows, AdminRole role, AdminOperation operation) =>
        rows.TryGetValue(operation, out var roles) && roles.Contains(role);
}
