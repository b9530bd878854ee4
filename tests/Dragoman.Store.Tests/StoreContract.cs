using Dragoman.Store.Audit;
using Dragoman.Store.Engines;

namespace Dragoman.Store.Tests;

/// <summary>What holds for both engines is tested once, in a class of which each engine has its own heir.</summary>
public abstract class StoreContract(IDatabase database) : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _open = [];
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    protected CancellationToken Deadline => _deadline.Token;

    protected IDatabase Database => database;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var engine in _open)
        {
            await engine.DisposeAsync();
        }

        _deadline.Dispose();
        await database.DisposeAsync();
    }

    /// <summary>As another node opens it: connections of its own.</summary>
    protected SqlEngine Open()
    {
        var engine = SqlEngine.Open(database.Directory, database.Address, TimeProvider.System);
        _open.Add(engine);
        return engine;
    }

    protected AuditSigner Signer() => AuditSigner.FromDirectory(database.Directory);
}
