using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Explanations;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;

namespace Dragoman.Commands.Explain;

/// <summary>A turn of the records, as routing saw it.</summary>
internal static class RecordedTurn
{
    /// <summary>Its facts; says so where another policy was in force then.</summary>
    /// <exception cref="CommandFailure">There is no such turn, or its facts were not kept.</exception>
    public static async Task<TurnFacts> ReadAsync(string id, StorePlace place, string version, CommandHost host)
    {
        if (!place.Exists)
        {
            throw new CommandFailure($"There are no records in {place}.");
        }

        await using var engine = place.Open(host.Time);
        var turn = new TurnStore(engine).Find(id) ?? throw new CommandFailure($"There is no turn {id}; `dragoman turns` lists them.");
        if (turn.Facts is not { } facts)
        {
            throw new CommandFailure($"The facts of {id} were not kept: they are where rules or side routes are in force. Its record says: {turn.Reason ?? "nothing of a decision"}.");
        }

        if (turn.PolicyVersion != version)
        {
            host.Error.WriteLine($"The policy was {turn.PolicyVersion} then and is {version} now; this is what would happen now. Then: {turn.Reason}");
        }

        return FactsText.Read(facts);
    }
}
