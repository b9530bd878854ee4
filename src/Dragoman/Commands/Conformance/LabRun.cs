using System.Globalization;
using Dragoman.Core.Capabilities;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Commands.Conformance;

/// <summary>Makes the checks one after the other, within time and money.</summary>
internal sealed class LabRun(Lab lab, TimeSpan checkTime, long maxCostNanoUsd, CommandHost host)
{
    /// <summary>A check that fails is made once more: models are not the same twice, defects are.</summary>
    private const int Attempts = 2;

    /// <summary>About what all of it costs, in nano-dollars.</summary>
    public long EstimatedNanoUsd => Suite.All.Sum(Estimate);

    /// <summary>Runs; results come as they are made.</summary>
    public async IAsyncEnumerable<LabResult> RunAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        CheckResult? stop = null;
        foreach (var check in Suite.All)
        {
            var startedAt = host.Time.GetTimestamp();
            var spent = lab.SpentNanoUsd;
            var result = stop ?? await CheckAsync(check, cancellation);
            if (check.Name == Suite.First && result.Outcome != CheckOutcome.Passed)
            {
                // Nothing about the others could be told from a model that does not answer.
                stop = CheckResult.Inconclusive("not made: the model does not answer a simple prompt");
            }

            yield return new LabResult(check.Name, result, host.Time.GetElapsedTime(startedAt), lab.SpentNanoUsd - spent);
        }
    }

    private async Task<CheckResult> CheckAsync(LabCheck check, CancellationToken cancellation)
    {
        var result = CheckResult.Inconclusive(string.Empty);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (lab.SpentNanoUsd + Estimate(check) > maxCostNanoUsd)
            {
                return attempt > 0 ? result : CheckResult.Inconclusive(string.Create(
                    CultureInfo.InvariantCulture, $"not made: it would cost more than --max-cost leaves (${maxCostNanoUsd / 1e9:0.00} in all)"));
            }

            result = await OnceAsync(check, cancellation);
            if (result.Outcome is CheckOutcome.Passed or CheckOutcome.Unsupported)
            {
                return result;
            }
        }

        return result;
    }

    private async Task<CheckResult> OnceAsync(LabCheck check, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(checkTime, host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await check.RunAsync(lab, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return CheckResult.Inconclusive($"not done within {checkTime.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return CheckResult.Inconclusive($"the connection broke: {e.Message}");
        }
    }

    private long Estimate(LabCheck check) => lab.Price.Cost(new Usage { InputTokens = check.InputTokens, OutputTokens = check.OutputTokens });
}
