using Dragoman.Core.Access;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Access;

/// <summary>Holders of money and limits as two columns, both null where there is none.</summary>
internal static class HolderText
{
    public static string? Kind(PrincipalId? holder) => holder is { } known ? EnumText<PrincipalKind>.Of(known.Kind) : null;

    /// <exception cref="StoreException">A newer version wrote a kind that this one does not know.</exception>
    public static PrincipalId? Read(string? kind, string? id) => kind is null
        ? null
        : new PrincipalId(EnumText<PrincipalKind>.Parse(kind) ?? throw Unknown("kind of holder", kind), id ?? string.Empty);

    // A limit whose meaning is not known must not be left out: what it forbids would be allowed.
    public static StoreException Unknown(string what, string value) =>
        new($"The store holds a {what} that this version does not know ({value}): start the newer version that wrote it.");
}
