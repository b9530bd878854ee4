using System.Diagnostics;

namespace Dragoman.EndToEnd.Cli;

/// <summary>Installs what a folder's lock file pins, where <c>./test</c> has not done so.</summary>
internal static class NpmFolder
{
    /// <summary>Installs unless what is wanted is there. Test projects may run side by side; one of them installs, the others wait.</summary>
    public static async Task InstallAsync(string folder, Func<bool> isThere)
    {
        if (isThere())
        {
            return;
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await using var guard = await LockAsync(Path.Combine(folder, ".install.lock"), timeout.Token);
        if (isThere())
        {
            return;
        }

        var start = new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var npm = Process.Start(start)!;
        var output = npm.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = npm.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await npm.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException late)
        {
            npm.Kill(entireProcessTree: true);
            throw new TimeoutException($"npm ci in {folder} took longer than five minutes.", late);
        }

        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm ci in {folder} failed: {await output} {await errors}");
        }
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException)
            {
                await Task.Delay(200, stop);
            }
        }
    }
}
