using Dragoman.Testing.Postgres;

[assembly: AssemblyFixture(typeof(Dragoman.EndToEnd.Nodes.SharedServer))]

namespace Dragoman.EndToEnd.Nodes;

/// <summary>Ends the PostgreSQL server that the tests share when the last of them is done, while the process still runs.</summary>
public sealed class SharedServer : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => PostgresServer.EndShared();
}
