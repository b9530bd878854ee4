using Dragoman.Core.Access;
using Dragoman.Core.Limits;
using Dragoman.Core.Spending;
using Dragoman.DataPlane;
using Dragoman.DataPlane.Admission;

namespace Dragoman.Bench.Micro;

/// <summary>P10, admission: whose key is it, may the turn begin, is there money for it, and the other end of both.</summary>
internal static class P10Admission
{
    private const string Key = "sk-dragoman-0123456789abcdef0123456789abcdef";
    private const long Million = 1_000_000_000_000_000;
    private const long NowUs = 1_800_000_000_000_000;

    public static IEnumerable<Row> Rows()
    {
        var (spending, limits) = (new SpendingBook(), new LimitBook());
        var gate = new AccessGate(new AccessKey(AccessKey.Hash(Key)), spending, limits);
        yield return new("P10", "access key", () => Find(gate)) { Must = 1500 };

        yield return Limits(limits);
        yield return Money(spending);
    }

    private static Row Limits(LimitBook book)
    {
        var ask = new LimitAsk
        {
            Levels = new([.. DefaultLimits.ForKey.Select(limit => book.Limiter(limit.Id, limit with { Amount = int.MaxValue, Burst = null }))], [], []),
            RequestedModel = "claude-opus-5-5",
            Model = "claude-opus-5-5",
            Tokens = 20_000,
        };
        return new("P10", "limits of a virtual key, in and out", () => Pass(book, in ask)) { Must = 1500 };
    }

    private static Row Money(SpendingBook book)
    {
        var levels = Levels(book);
        Lease(book, levels);
        return new("P10", "money on six levels, set aside and settled", () => Spend(book, levels)) { Must = 1500 };
    }

    private static void Find(AccessGate gate)
    {
        if (gate.Find(Key) is null)
        {
            throw new InvalidOperationException("The key is not known.");
        }
    }

    private static void Pass(LimitBook book, in LimitAsk ask)
    {
        var ticket = book.TryEnter(in ask, NowUs * 1_000).Ticket ?? throw new InvalidOperationException("The limits are in the way.");
        book.Leave(ticket, 20_100);
    }

    private static void Spend(SpendingBook book, in SpendingLevels levels)
    {
        var reservation = book.TryReserve(Ask(in levels)).Reservation ?? throw new InvalidOperationException("There is no money.");
        book.Settle(reservation, 1);
    }

    private static SpendingAsk Ask(in SpendingLevels levels) => new()
    {
        Levels = levels,
        RequestedModel = "claude-opus-5-5",
        Model = "claude-opus-5-5",
        NanoUsd = 30_000_000,
        Session = 7,
        NowUs = NowUs,
    };

    private static SpendingLevels Levels(SpendingBook book)
    {
        SpendingAccount Account(PrincipalKind kind) =>
            book.Account(new() { Id = $"bud_{kind}", Scope = new(kind, "x"), LimitNanoUsd = Million, Period = BudgetPeriod.Month });
        return new(
            [Account(PrincipalKind.Key), Account(PrincipalKind.User), Account(PrincipalKind.Team), Account(PrincipalKind.Customer), Account(PrincipalKind.Organisation)],
            [],
            [Account(PrincipalKind.Upstream)]);
    }

    // As the gateway does in the background: the turns that are measured find their leases there.
    private static void Lease(SpendingBook book, in SpendingLevels levels)
    {
        book.TryReserve(Ask(in levels));
        var requests = new List<LeaseRequest>();
        book.CollectRequests(NowUs, requests);
        foreach (var request in requests)
        {
            book.Apply(new LeaseGrant(request.Bucket, Million / 2, 0, Million / 2, Moment.At(NowUs * 2)), NowUs);
        }
    }
}
