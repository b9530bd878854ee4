using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Http;

/// <summary>Who is at the admin API.</summary>
/// <param name="Id">Stands in the audit log: <c>bootstrap</c>, a token's id, a key's id.</param>
/// <param name="Role">What the caller may do.</param>
/// <param name="Owner">Whom the caller speaks for where it may only see what is its own; null where it speaks for nobody.</param>
/// <param name="KeyId">The virtual key that was shown; null for an admin credential.</param>
internal sealed record AdminCaller(string Id, AdminRole Role, PrincipalId? Owner = null, string? KeyId = null);
