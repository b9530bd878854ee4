namespace Dragoman.Store.Tests;

internal sealed class SqliteDatabase : IDatabase
{
    private readonly TemporaryDirectory _directory = new();

    public string? Address => null;

    public string Directory => _directory.Path;

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}
