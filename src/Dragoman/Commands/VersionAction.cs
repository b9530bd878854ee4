using System.CommandLine;
using System.CommandLine.Invocation;

namespace Dragoman.Commands;

/// <summary>Prints the version as people write it.</summary>
internal sealed class VersionAction(CommandHost host) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        host.Out.WriteLine($"dragoman {CommandLine.Version}");
        return 0;
    }
}
