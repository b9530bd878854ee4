namespace Dragoman.Hosting;

/// <summary>The gateway cannot start. The message says why and what to do, a line for each problem.</summary>
internal sealed class GatewayException(string message) : Exception(message);
