using Dragoman.Bench.History;
using Dragoman.Bench.Load;
using Dragoman.Bench.Micro;

return args switch
{
    ["micro", .. var rest] => MicroCommand.Run(rest),
    ["load", .. var rest] => await LoadCommand.RunAsync(rest),
    ["history", .. var rest] => await HistoryCommand.RunAsync(rest),
    ["upstream", .. var rest] => await CannedUpstream.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dragoman.bench micro [P1 P2 …] [--json FILE] [--allocations]   how fast the parts are, and what they allocate
        dragoman.bench load  [P4 P5 …] [--json FILE] [--seconds N]     how fast the whole is, against nginx where it is installed
        dragoman.bench history [--rows N] [--engine sqlite|postgres]   how long questions take among millions of turns
        dragoman.bench upstream PORT                                   the canned provider that load measures against
        """);
    return 2;
}
