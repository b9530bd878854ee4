using System.CommandLine;

namespace Dragoman.Commands.Doctor;

/// <summary><c>dragoman doctor</c>: what works, what does not, and what to do about it.</summary>
internal static class DoctorCommand
{
    /// <summary>The verb.</summary>
    public static Verb Create(SharedOptions shared, CommandHost host)
    {
        var listen = new Option<string?>("--listen")
        {
            Description = $"The address that the gateway shall listen on (default: {ListenAddress.Default}).",
            HelpName = "ADDRESS:PORT",
        };
        var json = SharedOptions.Json();
        var verb = new Verb("doctor", "Check everything that a working gateway needs. No model is asked anything.")
        {
            Examples = ["dragoman doctor", "dragoman doctor --config dragoman.yaml --json"],
            ExitCodes = ["0  everything works; there may be warnings", "1  something does not"],
        };
        verb.Options.Add(listen);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellation) => RunAsync(
            new Examination(
                host,
                parsed.GetValue(shared.Config) ?? host.Variable("DRAGOMAN_CONFIG"),
                shared.DataDirectory(parsed),
                shared.StoreAddress(parsed),
                ListenAddress.Parse(parsed.GetValue(listen) ?? ListenAddress.Default)),
            parsed.GetValue(json),
            host,
            cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Examination examination, bool json, CommandHost host, CancellationToken cancellation)
    {
        var report = new FindingReport(host, json);
        await foreach (var finding in examination.RunAsync(cancellation))
        {
            report.Add(finding);
        }

        return report.Finish();
    }
}
