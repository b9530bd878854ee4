using Dragoman.Commands;

return await CommandLine.RunAsync(args, CommandHost.FromProcess());
