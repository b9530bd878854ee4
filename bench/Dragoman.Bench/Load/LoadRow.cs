namespace Dragoman.Bench.Load;

/// <summary>A line of the table.</summary>
/// <param name="Id">The row of the budget table.</param>
/// <param name="What">What was done.</param>
/// <param name="Target">To whom.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Must">Its bound; 0 for none.</param>
/// <param name="Note">What else was seen.</param>
internal sealed record LoadRow(string Id, string What, string Target, double Value, string Unit, double Must, string Note)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Id,-3} {What,-40} {Target,-12} {Value,9:0.00} {Unit,-10} {(Must == 0 ? "" : Value <= Must ? $"within {Must:0.##}" : $"OVER {Must:0.##}"),-12} {Note}");
}
