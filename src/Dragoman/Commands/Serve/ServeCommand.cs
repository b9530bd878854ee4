using System.CommandLine;
using Dragoman.Core.Configuration;
using Dragoman.Hosting;
using Dragoman.Store.Secrets;

namespace Dragoman.Commands.Serve;

/// <summary><c>dragoman serve</c>: the gateway, until it is told to stop.</summary>
internal static class ServeCommand
{
    /// <summary>The verb.</summary>
    public static Verb Create(SharedOptions shared, CommandHost host)
    {
        var listen = new Option<string?>("--listen")
        {
            Description = $"Where to listen (default: {ListenAddress.Default}; port 0 takes a free one).",
            HelpName = "ADDRESS:PORT",
        };
        var verb = new Verb("serve", "Start the gateway.")
        {
            Examples =
            [
                "dragoman serve",
                "dragoman serve --config dragoman.yaml --listen 127.0.0.1:8080",
                "dragoman serve --store postgres://dragoman@db.example.com/dragoman",
                "DRAGOMAN_KEY=… DRAGOMAN_ADMIN_SECRET=… dragoman serve --listen 0.0.0.0:4141 --data /var/lib/dragoman",
            ],
            ExitCodes = ["0  it was told to stop, and open turns have ended", "1  it could not start; standard error says why"],
        };
        verb.Options.Add(listen);
        verb.SetAction((parsed, cancellation) =>
            RunAsync(shared.ConfigFile(parsed), parsed.GetValue(listen), shared.DataDirectory(parsed), shared.StoreAddress(parsed), host, cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(
        string? configFile, string? listen, string dataDirectory, Secret? storeAddress, CommandHost host, CancellationToken cancellation)
    {
        var key = AccessKeyVariable.Read(host);
        var server = ServerSettings(configFile, host);
        var endpoint = ListenAddress.Parse(listen ?? server.Listen);
        ListenAddress.RequireKey(endpoint, key);
        var admin = AccessKeyVariable.ReadAdmin(host);
        ListenAddress.RequireAdminSecret(endpoint, admin, File.Exists(Path.Combine(dataDirectory, SecretFile.AdminFile)));
        await using var gateway = await Gateway.StartAsync(
            new GatewayOptions
            {
                ConfigFile = configFile,
                Listen = endpoint,
                DataDirectory = dataDirectory,
                StoreAddress = storeAddress,
                BootstrapKey = key,
                AdminSecret = admin,
                Environment = host.Environment,
                Time = host.Time,
                DrainFor = server.DrainTime,
                InlineIo = InlineIo.IsOn(host.Environment),
            },
            cancellation);
        using var running = RunningGateway.Announce(dataDirectory, gateway.Address);
        ServeReport.Print(gateway, dataDirectory, configFile, key is not null, admin is not null, host);
        await gateway.WaitForShutdownAsync(cancellation);
        return 0;
    }

    private static ServerConfig ServerSettings(string? configFile, CommandHost host)
    {
        if (configFile is null)
        {
            return new ServerConfig();
        }

        var result = new ConfigSource(configFile, host.Environment).Load();
        return result.Config?.Server ?? throw new CommandFailure(string.Join('\n', result.Errors));
    }
}
