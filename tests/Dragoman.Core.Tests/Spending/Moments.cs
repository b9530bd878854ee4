using System.Globalization;
using Dragoman.Core.Spending;

namespace Dragoman.Core.Tests.Spending;

internal static class Moments
{
    public static long At(string text) => Moment.Us(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));

    public static string Text(long us) => Moment.At(us).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
