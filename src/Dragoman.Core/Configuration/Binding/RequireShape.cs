using Dragoman.Core.Routing;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>What targets must be: for all routes, or for one.</summary>
internal static class RequireShape
{
    public static ConfigType Type { get; } = new ObjectType(
        "require",
        [
            new("residency", Shapes.Names, "Places of which an upstream must be in one; eu is also eu-west-1. One that says no place is in none."),
            new("data_policy", Shapes.Names, "Promises that an upstream must have made under data_policy, every one of them."),
        ],
        static bound => new Requirements(bound.List<string>("residency"), bound.List<string>("data_policy")));
}
