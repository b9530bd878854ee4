using Dragoman.Core.Pricing;
using Dragoman.Core.Spending;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane.Admission;

/// <summary>
/// Watches what a running stream costs. As long as less was generated than its reservation pays for that is one comparison; then more is
/// set aside, a good piece at a time, until a hard mark stands in the way: the answer is ended there, in proper form (F06).
/// </summary>
internal sealed class SpendGuard(SpendingBook book, Reservation reservation, Price price, long inputTokens, Failure refusal, TimeProvider time)
{
    private const int BytesPerToken = 4;
    private const long PieceTokens = 1_000;

    // The reservation is a likely cost of the whole turn: within its guess of output, nothing needs to be looked at.
    private long _allowedBytes = CostLearner.PriorOutputTokens / 4 * BytesPerToken;

    /// <summary>Why the answer ended; for the record.</summary>
    public Failure Refusal => refusal;

    /// <summary>False where the answer must end now.</summary>
    public bool MayGoOn(long generatedBytes, in Usage usage) => generatedBytes <= _allowedBytes || More(generatedBytes, usage);

    private bool More(long generatedBytes, Usage usage)
    {
        if (usage.TotalInputTokens == 0)
        {
            usage.InputTokens = inputTokens;
        }

        var tokens = (generatedBytes / BytesPerToken) + 1;
        usage.OutputTokens = tokens + PieceTokens;
        if (Extends(in usage))
        {
            _allowedBytes = (tokens + PieceTokens) * BytesPerToken;
            return true;
        }

        usage.OutputTokens = tokens + 32;
        if (!Extends(in usage))
        {
            return false;
        }

        _allowedBytes = (tokens + 32) * BytesPerToken;
        return true;
    }

    private bool Extends(in Usage usage) => book.TryExtend(reservation, price.Cost(in usage), Moment.Us(time.GetUtcNow()));
}
