using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using Dragoman.Commands.Admin;
using Dragoman.Commands.Claude;
using Dragoman.Commands.Conformance;
using Dragoman.Commands.Doctor;
using Dragoman.Commands.Explain;
using Dragoman.Commands.Init;
using Dragoman.Commands.Serve;
using Dragoman.Commands.Verify;
using Dragoman.Hosting;
using Dragoman.Store;

namespace Dragoman.Commands;

/// <summary>The command line: every verb by name, and what is common to them.</summary>
internal static class CommandLine
{
    /// <summary>How long a command may go on after it was told to stop; the gateway needs it to let open turns end.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(40);

    /// <summary>Columns of help where there is no terminal to fit it to.</summary>
    private const int HelpWidth = 120;

    /// <summary>Lines to try, for the help of the program itself.</summary>
    public static IReadOnlyList<string> Examples { get; } =
    [
        "dragoman                              start the gateway with what the environment offers",
        "dragoman serve --config dragoman.yaml start it with a configuration",
        "dragoman claude -p \"say hello\"        run Claude Code through it, for this one process",
        "dragoman doctor                       find out why something does not work",
    ];

    /// <summary>The version as people write it, without the commit.</summary>
    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Runs a command and gives the exit code. Without arguments that is <c>serve</c>.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandHost host, CancellationToken cancellation = default)
    {
        arguments = arguments.Count == 0 ? ["serve"] : arguments;
        try
        {
            return ClaudeCommand.Matches(arguments, out var own, out var theirs)
                ? await ClaudeCommand.RunAsync(own, theirs, host, cancellation)
                : await RunVerbAsync(arguments, host, cancellation);
        }
        catch (Exception failure) when (failure is CommandFailure or GatewayException or StoreException)
        {
            foreach (var line in failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                host.Error.WriteLine($"dragoman: {line}");
            }

            return 1;
        }
    }

    private static async Task<int> RunVerbAsync(IReadOnlyList<string> arguments, CommandHost host, CancellationToken cancellation)
    {
        var parsed = Build(host).Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not VerbHelp)
        {
            var verb = parsed.CommandResult.Command is Verb command ? $"dragoman {Path(command)}" : "dragoman";
            host.Error.WriteLine($"dragoman: {parsed.Errors[0].Message.TrimEnd('.')}; `{verb} --help` shows what can be said.");
            return 1;
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = host.Out,
                Error = host.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = StopTime,
            },
            cancellation);
    }

    private static string Path(Verb verb) => string.Join(' ', verb.Parents.OfType<Verb>().Select(parent => parent.Name).Append(verb.Name));

    /// <summary>Every verb, with its options.</summary>
    internal static RootCommand Build(CommandHost host)
    {
        var root = new RootCommand("Dragoman lets Claude Code work with any model.");
        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
            {
                var inner = (HelpAction)help.Action!;
                inner.MaxWidth = host.Width ?? HelpWidth;
                help.Action = new VerbHelp(inner);
            }
            else if (option is VersionOption version)
            {
                version.Action = new VersionAction(host);
            }
        }

        var shared = new SharedOptions(host);
        root.Options.Add(shared.Config);
        root.Options.Add(shared.Data);
        root.Options.Add(shared.Store);
        root.Subcommands.Add(ServeCommand.Create(shared, host));
        root.Subcommands.Add(ClaudeCommand.Describe());
        root.Subcommands.Add(InitCommand.Create(host));
        root.Subcommands.Add(ImportCommand.Create(host));
        root.Subcommands.Add(CheckCommand.Create(shared, host));
        root.Subcommands.Add(ModelsCommand.Create(shared, host));
        root.Subcommands.Add(TurnsCommand.Create(shared, host));
        root.Subcommands.Add(ExplainCommand.Create(shared, host));
        root.Subcommands.Add(DoctorCommand.Create(shared, host));
        root.Subcommands.Add(VerifyCommand.Create(shared, host));
        root.Subcommands.Add(ConformanceCommand.Create(shared, host));
        root.Subcommands.Add(SchemaCommand.Create(host));
        root.Subcommands.Add(KeyHelper.Create(host));
        root.Subcommands.Add(StoreVerbs.Create(shared, host));
        AddAdmin(root, shared, host);
        return root;
    }

    // They speak to the admin API of a running gateway.
    private static void AddAdmin(RootCommand root, SharedOptions shared, CommandHost host)
    {
        var options = new AdminOptions(shared, host);
        var make = new AdminVerb(options, host);
        Verb[] verbs =
        [
            TokenVerbs.Create(make),
            .. PrincipalVerbs.Create(make),
            KeyVerbs.Create(make),
            BudgetVerbs.Create(make),
            LimitVerbs.Create(make),
            SessionVerbs.Create(make),
            FaultVerbs.Create(make),
            AuditVerbs.Create(make, options, shared),
            UsageVerb.Create(make),
            ExportVerb.Create(options, host),
            NodesVerb.Create(make),
        ];
        foreach (var verb in verbs)
        {
            options.AddTo(verb);
            root.Subcommands.Add(verb);
        }
    }
}
