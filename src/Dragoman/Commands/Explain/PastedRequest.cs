using System.Text;
using System.Text.Json;
using Dragoman.Core.Routing;
using Dragoman.Core.Tokens;
using Dragoman.DataPlane;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation.Phases;
using Dragoman.Dialects.Json;

namespace Dragoman.Commands.Explain;

/// <summary>A request from a file, looked at as the gateway looks at one that arrives.</summary>
internal static class PastedRequest
{
    private const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Its facts.</summary>
    /// <exception cref="CommandFailure">There is no such file, or it holds no Messages request.</exception>
    public static async Task<TurnFacts> ReadAsync(string path, CommandHost host, RouteTable table, DateTimeOffset at, CancellationToken cancellation)
    {
        var text = path == "-" ? await host.In.ReadToEndAsync(cancellation) : await ReadFileAsync(path, cancellation);
        var (body, headers) = Unwrap(text);
        if (!MessagesScan.TryScan(body, out var scan, out var failure))
        {
            throw new CommandFailure($"{path} holds no Messages request: {failure!.Message}");
        }

        var shape = DataPlane.TurnShape.Of(in scan);
        var phase = PhaseRecogniser.Of(body, in scan, headers.GetValueOrDefault("x-claude-code-request-class") ?? string.Empty, table.AsksForPhase);
        return RoutingFacts.Of(
            JsonStrings.Decode(body.AsSpan(scan.Model.Start, scan.Model.Length)),
            in shape,
            phase,
            TokenEstimator.Estimate(body, shape.MessageCount, shape.ToolCount),
            headers.ContainsKey("x-claude-code-agent-id"),
            at);
    }

    private static async Task<string> ReadFileAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return new FileInfo(path).Length <= MaxBytes
                ? await File.ReadAllTextAsync(path, cancellation)
                : throw new CommandFailure($"{path} is larger than 32 MB, which no request may be.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{path} cannot be read: {exception.Message}");
        }
    }

    // A capture has the body beside the headers; a bare body is one.
    private static (byte[] Body, Dictionary<string, string?> Headers) Unwrap(string text)
    {
        var headers = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("body", out var body)
                || body.ValueKind != JsonValueKind.Object)
            {
                return (Encoding.UTF8.GetBytes(text), headers);
            }

            if (document.RootElement.TryGetProperty("headers", out var given) && given.ValueKind == JsonValueKind.Object)
            {
                foreach (var header in given.EnumerateObject().Where(header => header.Value.ValueKind == JsonValueKind.String))
                {
                    headers[header.Name] = header.Value.GetString();
                }
            }

            return (Encoding.UTF8.GetBytes(body.GetRawText()), headers);
        }
        catch (JsonException exception)
        {
            throw new CommandFailure($"That is no JSON: {exception.Message}");
        }
    }
}
