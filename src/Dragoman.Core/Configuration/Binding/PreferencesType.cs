using System.Globalization;
using System.Text.Json.Nodes;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>
/// OpenRouter's provider preferences, in the words and shapes of its own API, with the fallback <c>models</c> beside them (D15).
/// Checked member by member with their places, then kept as the JSON that goes into the body.
/// </summary>
internal sealed class PreferencesType : ConfigType
{
    public static PreferencesType Instance { get; } = new();

    private static readonly ConfigType Number = new ScalarType(
        "a number, 0 or more", ParseNumber, static () => new JsonObject { ["type"] = "number", ["minimum"] = 0 }, allowQuoted: false);

    private static readonly ConfigType Percentiles = new ObjectType(
        "percentiles",
        [
            new("p50", Number, "For half of its requests."), new("p75", Number, "For three quarters."),
            new("p90", Number, "For nine in ten."), new("p99", Number, "For ninety-nine in a hundred."),
        ],
        static _ => Checked.Yes,
        (Number, static (_, _) => Checked.Yes));

    private static readonly ConfigType Sorts = new ChoiceType(("price", "price"), ("throughput", "throughput"), ("latency", "latency"), ("exacto", "exacto"));

    private static readonly ConfigType Sort = new ObjectType(
        "preferences_sort",
        [
            new("by", Sorts, "What the best one has least or most of.", IsRequired: true),
            new("partition", new ChoiceType(("model", "model"), ("none", "none")), "Whether fallback models are sorted among themselves."),
        ],
        static _ => Checked.Yes,
        (Sorts, static (_, _) => Checked.Yes));

    private static readonly ConfigType MaxPrice = new ObjectType(
        "preferences_max_price",
        [
            new("prompt", Number, "Dollars per million prompt tokens."), new("completion", Number, "Dollars per million completion tokens."),
            new("request", Number, "Dollars per request."), new("image", Number, "Dollars per image."), new("audio", Number, "Dollars per audio unit."),
        ],
        static _ => Checked.Yes);

    private static readonly ConfigType Shape = new ObjectType(
        "preferences",
        [
            new("order", Shapes.Names, "Providers in the order in which they are tried."),
            new("only", Shapes.Names, "The only providers that may serve."),
            new("ignore", Shapes.Names, "Providers that may not."),
            new("allow_fallbacks", ScalarTypes.Boolean, "Whether others may serve where those of order cannot; true where nothing is said."),
            new("require_parameters", ScalarTypes.Boolean, "Only providers that take every parameter, tools among them; true here where nothing is said."),
            new("data_collection", new ChoiceType(("allow", "allow"), ("deny", "deny")), "Whether providers that keep prompts may serve."),
            new("zdr", ScalarTypes.Boolean, "Only providers that keep nothing."),
            new("enforce_distillable_text", ScalarTypes.Boolean, "Only models whose text may be used for distillation."),
            new("quantizations", new ListType<object>(new ChoiceType(
                ("int4", "int4"), ("int8", "int8"), ("fp4", "fp4"), ("fp6", "fp6"), ("fp8", "fp8"), ("fp16", "fp16"), ("bf16", "bf16"), ("fp32", "fp32"),
                ("unknown", "unknown"))), "The precisions that may serve."),
            new("sort", Sort, "What decides between providers: price, throughput or latency."),
            new("max_price", MaxPrice, "What a provider may cost at most."),
            new("preferred_min_throughput", Percentiles, "Tokens per second below which a provider comes last."),
            new("preferred_max_latency", Percentiles, "Seconds above which a provider comes last."),
            new("models", Shapes.Names, "Models to fall back to, in order."),
        ],
        static bound => bound);

    private static readonly JsonValueType Json = new();

    public override object? Bind(ConfigNode node, string path, BindContext context)
    {
        var errors = context.Errors.Count;
        if (Shape.Bind(node, path, context) is not BoundMembers bound || context.Errors.Count > errors)
        {
            return null;
        }

        var members = new List<KeyValuePair<string, string>>();
        foreach (var (key, value) in node.Members)
        {
            if (key.Text != "models" && bound.Has(key.Text))
            {
                members.Add(new(key.Text, (string)Json.Bind(value, path, context)!));
            }
        }

        return new RoutingPreferences(members, bound.List<string>("models"));
    }

    public override JsonObject Schema(JsonObject definitions) => Shape.Schema(definitions);

    private static object? ParseNumber(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static class Checked
    {
        public static readonly object Yes = new();
    }
}
