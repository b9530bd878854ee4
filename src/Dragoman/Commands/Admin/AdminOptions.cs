using System.CommandLine;
using Dragoman.Hosting;

namespace Dragoman.Commands.Admin;

/// <summary>Where the gateway is and what is shown to it. Every verb that speaks to the admin API takes these.</summary>
internal sealed class AdminOptions(SharedOptions shared, CommandHost host)
{
    /// <summary>Names the gateway's address.</summary>
    public const string AddressVariable = "DRAGOMAN_URL";

    /// <summary>Holds the credential.</summary>
    public const string TokenVariable = "DRAGOMAN_ADMIN_TOKEN";

    private readonly Option<string?> _address = new("--url")
    {
        Description = $"The gateway's address ({AddressVariable}; default: the one that runs on the data directory).",
        HelpName = "URL",
        Recursive = true,
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = $"File with the admin secret, an admin token or a virtual key; - reads standard input (default: the value of {TokenVariable}).",
        HelpName = "FILE",
        Recursive = true,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON, for programs.", Recursive = true };

    /// <summary>Adds them to a verb and all below it.</summary>
    public void AddTo(Command verb)
    {
        verb.Options.Add(_address);
        verb.Options.Add(_token);
        verb.Options.Add(_json);
    }

    /// <summary>True where JSON is asked for.</summary>
    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The gateway that is spoken to.</summary>
    /// <exception cref="CommandFailure">There is none, or nothing to show it.</exception>
    public async Task<AdminClient> ConnectAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var token = await TokenAsync(parsed, cancellation);
        if ((parsed.GetValue(_address) ?? host.Variable(AddressVariable)) is { } text)
        {
            return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? new AdminClient(address, token)
                : throw new CommandFailure($"--url takes an address such as http://{ListenAddress.Default}, not \"{text}\".");
        }

        var directory = shared.DataDirectory(parsed);
        return await RunningGateway.FindAsync(directory, cancellation) is { } running
            ? new AdminClient(running, token)
            : throw new CommandFailure($"No gateway runs on {directory}: start one, or say with --url or {AddressVariable} where it is.");
    }

    private async Task<string> TokenAsync(ParseResult parsed, CancellationToken cancellation)
    {
        // Not as a value: what stands in an argument can be read by everybody on the machine.
        if (parsed.GetValue(_token) is not { } file)
        {
            return host.Variable(TokenVariable)?.Trim()
                ?? throw new CommandFailure($"Nothing to show the gateway: set {TokenVariable} to the admin secret or an admin token, or give a file with --token.");
        }

        try
        {
            var text = file == "-" ? await host.In.ReadLineAsync(cancellation) : await File.ReadAllTextAsync(host.FullPath(file), cancellation);
            return text?.Trim() is { Length: > 0 } token ? token : throw new CommandFailure($"There is no token in {file}: put the secret into it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"The token file {file} cannot be read ({e.Message.TrimEnd('.')}): check the path and its rights.");
        }
    }
}
