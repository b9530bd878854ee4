namespace Dragoman.Core.Routing.Strategies;

/// <summary>A target that some sessions try first and that is the last resort of the others.</summary>
/// <param name="Target">Its index among the route's targets.</param>
/// <param name="Permille">How many sessions in a thousand.</param>
public sealed record Canary(int Target, int Permille);
