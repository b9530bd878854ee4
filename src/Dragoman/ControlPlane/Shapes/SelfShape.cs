using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>Who the caller is.</summary>
/// <param name="Id">As it stands in the audit log.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Owner">Whom it speaks for; null for an admin credential that speaks for nobody.</param>
internal sealed record SelfShape(string Id, AdminRole Role, HolderShape? Owner);
