using System.Text;
using Dragoman.Bench.Fixtures;

namespace Dragoman.Bench.Load;

/// <summary>Something that turns are sent to.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Port">Its port on the loopback.</param>
/// <param name="ProcessId">The process whose CPU time counts.</param>
/// <param name="Prefix">What stands before the model's name there.</param>
internal sealed record Target(string Name, int Port, int ProcessId, string Prefix = "")
{
    /// <summary>The bytes of a request.</summary>
    /// <param name="bytes">The body's size.</param>
    /// <param name="model">What the canned provider shall do: <c>quick</c>, <c>live</c> or <c>hold</c>.</param>
    public byte[] Request(int bytes, string model)
    {
        var body = RequestBodies.Make(bytes, Prefix + model, stream: model != "quick");
        var head = $"POST /v1/messages?beta=true HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nAuthorization: Bearer {GatewayUnderTest.Key}\r\n"
            + "anthropic-version: 2023-06-01\r\nanthropic-beta: interleaved-thinking-2025-05-14\r\nUser-Agent: claude-cli/2.1.329 (external, cli)\r\n"
            + "x-app: cli\r\nx-claude-code-session-id: 7d3c1c52-6c1e-4a0e-9f0c-0d6a3a4c1b2e\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
