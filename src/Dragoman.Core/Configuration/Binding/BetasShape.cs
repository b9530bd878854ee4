namespace Dragoman.Core.Configuration.Binding;

/// <summary>The mapping <c>betas</c> of a provider or upstream.</summary>
internal static class BetasShape
{
    private static readonly ConfigType Renamed = new MapType<string, KeyValuePair<string, string>>(
        ScalarTypes.Name, static (name, instead, _) => new(name, instead));

    public static Member Member { get; } = new(
        "betas",
        new ObjectType(
            "betas",
            [
                new("unsupported", Shapes.Names, "Betas that the host does not take, whole or without their date, such as context-management; their fields go with them. thinking-display and automatic-caching (a cache_control of the request itself) stand for members that have no beta any more."),
                new("supported", Shapes.Names, "The only betas that the host takes; everything else goes, with its fields."),
                new("renamed", Renamed, "Betas that have another name there, without their date, and the whole name that is sent instead."),
            ],
            static bound => new BetasConfig(
                bound.Get<List<string>>("supported"), bound.List<string>("unsupported"), bound.List<KeyValuePair<string, string>>("renamed"))),
        "What of anthropic-beta an upstream that speaks the Messages API takes; everything where nothing is said.");
}
