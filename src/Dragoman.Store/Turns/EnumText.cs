namespace Dragoman.Store.Turns;

/// <summary>Enum members as they stand in the store: <c>client_error</c>. Text, so that a number never changes its meaning.</summary>
internal static class EnumText<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> Texts = Enum.GetValues<T>().ToDictionary(value => value, value => Snake(value.ToString()));
    private static readonly Dictionary<string, T> Values = Texts.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static string Of(T value) => Texts.TryGetValue(value, out var text) ? text : "unknown";

    /// <summary>Null for a text that this version does not know.</summary>
    public static T? Parse(string? text) => text is not null && Values.TryGetValue(text, out var value) ? value : null;

    private static string Snake(string name) => string.Concat(
        name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : string.Empty) + char.ToLowerInvariant(c) : c.ToString()));
}
