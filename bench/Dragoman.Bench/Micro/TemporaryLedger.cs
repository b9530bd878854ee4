using Dragoman.Store.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dragoman.Bench.Micro;

/// <summary>A ledger in a directory of its own. Its writer writes only when told to, so that rounds do not meet its timer.</summary>
internal sealed class TemporaryLedger
{
    private TemporaryLedger(TurnWriter writer) => Writer = writer;

    /// <summary>Takes records.</summary>
    public TurnWriter Writer { get; }

    /// <summary>Opens one; the directory goes with the process.</summary>
    public static TemporaryLedger Open()
    {
        var directory = Directory.CreateTempSubdirectory("dragoman-bench-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Delete(recursive: true);
        return new TemporaryLedger(new TurnWriter(
            TurnStore.Open(directory.FullName, TimeProvider.System), new StoppedTime(), NullLogger.Instance));
    }

    /// <summary>Writes what waits.</summary>
    public void Empty() => Writer.FlushAsync().GetAwaiter().GetResult();

    private sealed class StoppedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
