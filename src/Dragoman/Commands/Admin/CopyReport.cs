using System.Globalization;
using Dragoman.Store.Copying;

namespace Dragoman.Commands.Admin;

/// <summary>Shows how far a copy is: one line that is written anew on a terminal, a line now and then elsewhere.</summary>
internal sealed class CopyReport(CommandHost host) : IProgress<CopyProgress>
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private long _last = host.Time.GetTimestamp();
    private bool _shown;

    /// <inheritdoc/>
    public void Report(CopyProgress value)
    {
        if (host.Time.GetElapsedTime(_last) < Every)
        {
            return;
        }

        _last = host.Time.GetTimestamp();
        var line = string.Create(CultureInfo.InvariantCulture, $"copied: {value.Rows:N0} rows of {value.Table}");
        if (host.Width is { } width)
        {
            host.Error.Write($"\r{line.PadRight(Math.Max(0, Math.Min(width - 1, 60)))}");
            _shown = true;
        }
        else
        {
            host.Error.WriteLine(line);
        }
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        if (_shown)
        {
            host.Error.WriteLine();
        }
    }
}
