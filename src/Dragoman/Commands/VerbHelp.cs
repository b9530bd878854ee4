using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Dragoman.Commands;

/// <summary>The usual help, and below it examples and exit codes.</summary>
internal sealed class VerbHelp(HelpAction inner) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var code = inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is Verb verb)
        {
            Section(output, "Examples:", verb.Examples);
            Section(output, "Exit codes:", verb.ExitCodes.Count > 0 ? verb.ExitCodes : ["0  done", "1  not done; standard error says why"]);
        }
        else
        {
            Section(output, "Examples:", CommandLine.Examples);
        }

        return code;
    }

    private static void Section(TextWriter output, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
        {
            output.WriteLine(title);
            foreach (var line in lines)
            {
                output.WriteLine($"  {line}");
            }

            output.WriteLine();
        }
    }
}
