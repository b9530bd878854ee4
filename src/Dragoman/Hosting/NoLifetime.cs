using Microsoft.Extensions.Hosting;

namespace Dragoman.Hosting;

/// <summary>For a gateway inside a command: it lives as long as its owner, and signals are the owner's.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
