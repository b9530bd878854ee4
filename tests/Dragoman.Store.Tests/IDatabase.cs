using Dragoman.Store.Engines;

namespace Dragoman.Store.Tests;

/// <summary>An empty database for one test, of either engine.</summary>
public interface IDatabase : IAsyncDisposable
{
    /// <summary>What <see cref="SqlEngine.Open"/> takes as the address.</summary>
    string? Address { get; }

    /// <summary>The data directory.</summary>
    string Directory { get; }
}
