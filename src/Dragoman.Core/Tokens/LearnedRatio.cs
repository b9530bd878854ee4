namespace Dragoman.Core.Tokens;

/// <summary>
/// How many real tokens an estimated one is worth for one model at one upstream: once for whole requests, once for what a turn
/// appends. Old turns fade, so that a changed tokenizer is followed within some dozen turns.
/// </summary>
internal readonly record struct LearnedRatio(double WholeReal, double WholeEstimated, double AppendedReal, double AppendedEstimated)
{
    // What the prior is worth, in tokens: one short turn must not throw the estimate about.
    private const double PriorWhole = 2000, PriorAppended = 2000;
    private const double Fading = 0.95;
    private const double Least = 0.25, Most = 4;
    private const double LeastText = 0.75, MostText = 1.35;

    public static LearnedRatio Start { get; } = new(PriorWhole, PriorWhole, 0, 0);

    public double Whole => Math.Clamp(WholeReal / WholeEstimated, Least, Most);

    // As long as little was appended, what whole requests taught is the better guess, within what vocabularies differ: beyond
    // that it is something that we do not see, such as a prompt that the provider adds, and the text behind it has no part in it.
    public double Appended => Math.Clamp(
        (AppendedReal + (PriorAppended * Math.Clamp(Whole, LeastText, MostText))) / (AppendedEstimated + PriorAppended), Least, Most);

    public LearnedRatio LearnWhole(long real, long estimated) => this with
    {
        WholeReal = (WholeReal * Fading) + real,
        WholeEstimated = (WholeEstimated * Fading) + estimated,
    };

    // A prefix that shrank (a provider dropped old thinking) says nothing about the text behind it.
    public LearnedRatio LearnAppended(long real, long estimated) => real <= 0 || estimated <= 0 || real > estimated * Most || real < estimated * Least
        ? this
        : this with { AppendedReal = (AppendedReal * Fading) + real, AppendedEstimated = (AppendedEstimated * Fading) + estimated };
}
