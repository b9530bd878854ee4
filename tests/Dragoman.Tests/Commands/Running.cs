using System.Text;
using System.Text.RegularExpressions;
using Dragoman.Commands;

namespace Dragoman.Tests.Commands;

/// <summary><c>serve</c> in this process, until it is stopped.</summary>
internal sealed class Running : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task<int> _run;

    private Running(Cli cli, string dataDirectory, Lines lines)
    {
        _run = CommandLine.RunAsync(["serve", "--listen", "127.0.0.1:0", "--data", dataDirectory], cli.Host(lines, lines), _stop.Token);
    }

    public string Output { get; private set; } = string.Empty;

    public Uri Address { get; private set; } = null!;

    public static async Task<Running> StartAsync(Cli cli, string dataDirectory)
    {
        await using var lines = new Lines();
        var running = new Running(cli, dataDirectory, lines);
        var first = await Task.WhenAny(lines.Flushed, running._run).WaitAsync(Deadline);
        running.Output = lines.ToString();
        first.ShouldBe(lines.Flushed, running.Output);
        running.Address = new Uri(Regex.Match(running.Output, "^listening on (?<url>http://127\\.0\\.0\\.1:\\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, Deadline).Groups["url"].Value);
        return running;
    }

    public async Task<int> StatusAsync(string path)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(Address, path));
        return (int)response.StatusCode;
    }

    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _run.WaitAsync(Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    /// <summary>Keeps what is written and tells when it was flushed: serve flushes when its report is whole.</summary>
    private sealed class Lines : StringWriter
    {
        private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Lines()
            : base(new StringBuilder(), System.Globalization.CultureInfo.InvariantCulture)
        {
        }

        public Task Flushed => _flushed.Task;

        public override void Flush() => _flushed.TrySetResult();
    }
}
