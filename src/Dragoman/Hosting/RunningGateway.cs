using System.Text.Json;

namespace Dragoman.Hosting;

/// <summary>
/// How commands find the gateway that runs on a data directory: it writes its address there while it runs. What the file says is
/// believed only when the address answers as a gateway.
/// </summary>
internal sealed class RunningGateway : IDisposable
{
    private const string FileName = "gateway.json";
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);

    private readonly string _path;

    private RunningGateway(string path) => _path = path;

    /// <summary>Says that a gateway runs here, until disposed.</summary>
    public static RunningGateway Announce(string dataDirectory, Uri address)
    {
        var path = Path.Combine(dataDirectory, FileName);
        var temporary = $"{path}.{Environment.ProcessId}";
        File.WriteAllText(temporary, JsonSerializer.Serialize(new { address = address.ToString(), pid = Environment.ProcessId }) + "\n");
        File.Move(temporary, path, overwrite: true);
        return new RunningGateway(path);
    }

    /// <summary>The address of the gateway that runs on this data directory; null where none answers.</summary>
    public static async Task<Uri?> FindAsync(string dataDirectory, CancellationToken cancellation)
    {
        try
        {
            using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(dataDirectory, FileName), cancellation));
            return document.RootElement.TryGetProperty("address", out var text)
                && Uri.TryCreate(text.GetString(), UriKind.Absolute, out var address)
                && await AnswersAsync(address, cancellation)
                    ? address
                    : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // A gateway that started later on the same directory has put its own address there.
            if (File.ReadAllText(_path).Contains($"\"pid\":{Environment.ProcessId}}}", StringComparison.Ordinal))
            {
                File.Delete(_path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that stays behind names an address that does not answer.
        }
    }

    private static async Task<bool> AnswersAsync(Uri address, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = AnswerTime };
        try
        {
            using var response = await client.GetAsync(new Uri(address, "healthz"), cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
