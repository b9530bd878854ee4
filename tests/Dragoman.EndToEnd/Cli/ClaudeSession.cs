using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Dragoman.EndToEnd.Cli;

/// <summary>A running CLI. Its output can be waited for while it runs; at its deadline the process tree is killed.</summary>
public sealed class ClaudeSession : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TimeSpan _deadline;
    private readonly Lock _gate = new();
    private readonly List<ClaudeEvent> _events = [];
    private readonly StringBuilder _errors = new();
    private readonly IDisposable _slot;
    private readonly Task _reading;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ClaudeSession(Process process, TimeSpan deadline, IDisposable slot)
    {
        _process = process;
        _deadline = deadline;
        _slot = slot;
        _reading = Task.WhenAll(ReadOutputAsync(), ReadErrorsAsync());
    }

    /// <summary>The output so far.</summary>
    public IReadOnlyList<ClaudeEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Waits for an event that meets the condition, among those already seen too.</summary>
    public async Task<ClaudeEvent> WaitForAsync(Func<ClaudeEvent, bool> condition, TimeSpan? deadline = null)
    {
        using var timeout = new CancellationTokenSource(deadline ?? _deadline);
        var from = 0;
        while (true)
        {
            Task more;
            lock (_gate)
            {
                for (; from < _events.Count; from++)
                {
                    if (condition(_events[from]))
                    {
                        return _events[from];
                    }
                }

                more = _more.Task;
            }

            if (_reading.IsCompleted)
            {
                throw new InvalidOperationException($"The CLI ended before the awaited event. {Result(-1).Describe()}");
            }

            await Task.WhenAny(more, _reading).WaitAsync(timeout.Token);
        }
    }

    /// <summary>Sends one more user message to a conversational session.</summary>
    public async Task SendAsync(string prompt)
    {
        var line = JsonSerializer.Serialize(new { type = "user", message = new { role = "user", content = prompt } });
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Closes standard input: a conversational session ends after its last turn.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Waits for the end of the process.</summary>
    public async Task<ClaudeResult> CompleteAsync()
    {
        using var timeout = new CancellationTokenSource(_deadline);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            await _reading.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException late)
        {
            Kill();
            throw new TimeoutException($"The CLI did not end within {_deadline.TotalSeconds:0} s and was killed. {Result(-1).Describe()}", late);
        }

        return Result(_process.ExitCode);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        try
        {
            await _reading.WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (TimeoutException)
        {
            // A grandchild holds the pipes; they close with it.
        }

        _process.Dispose();
        _slot.Dispose();
    }

    private ClaudeResult Result(int exitCode)
    {
        lock (_gate)
        {
            return new ClaudeResult(exitCode, [.. _events], _errors.ToString());
        }
    }

    private async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = Stopwatch.GetTimestamp();
            TaskCompletionSource more;
            lock (_gate)
            {
                if (TryParse(line) is { } json)
                {
                    _events.Add(new ClaudeEvent(at, json));
                }
                else
                {
                    _errors.AppendLine(line);
                }

                more = _more;
                _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            more.TrySetResult();
        }
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _errors.AppendLine(line);
            }
        }
    }

    private static JsonElement? TryParse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Kill()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        catch (InvalidOperationException)
        {
            // It ended in between.
        }
    }
}
