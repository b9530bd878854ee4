using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>Ids that count up, so that every one differs and each run makes the same ones.</summary>
internal sealed class SerialIds : IIdSource
{
    private int _next;

    public void Fill(Span<byte> target)
    {
        target.Fill((byte)'0');
        var number = ++_next;
        for (var i = target.Length - 1; i >= 0 && number > 0; i--)
        {
            target[i] = (byte)('0' + (number % 10));
            number /= 10;
        }
    }
}
