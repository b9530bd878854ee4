using Dragoman.Core.Routing;
using Dragoman.Dialects;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>Types that several sections use.</summary>
internal static class Shapes
{
    /// <summary>A route's name, an alias or <c>upstream/model</c>.</summary>
    public static ConfigType Target { get; } = ScalarTypes.Name;

    public static ConfigType NamedTargets { get; } = new MapType<string, NamedTarget>(
        ScalarTypes.Name, static (name, target, at) => new NamedTarget(name, target, at));

    public static ConfigType Names { get; } = new ListType<string>(ScalarTypes.Name);

    public static ConfigType Headers { get; } = new MapType<string, KeyValuePair<string, string>>(
        new HeaderValueType(), static (name, value, _) => new(name, value));

    public static ConfigType Auth { get; } = new ChoiceType(
        ("bearer", AuthStyle.Bearer), ("x-api-key", AuthStyle.XApiKey), ("api-key", AuthStyle.AzureApiKey),
        ("x-goog-api-key", AuthStyle.GoogleApiKey), ("aws", AuthStyle.AwsSigV4), ("google", AuthStyle.GoogleOAuth), ("entra", AuthStyle.EntraId),
        ("none", AuthStyle.None));

    public static ConfigType Dialect { get; } = new ChoiceType([.. DialectRegistry.Names.Select(static name => (name, (object)name))]);

    public static ConfigType Tier { get; } = new ChoiceType(
        [.. Enum.GetValues<ModelTier>().Select(static tier => (ModelNames.Word(tier), (object)tier))]);
}
