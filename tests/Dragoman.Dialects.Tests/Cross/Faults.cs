namespace Dragoman.Dialects.Tests.Cross;

/// <summary>Many findings of one test, told line by line.</summary>
internal static class Faults
{
    /// <summary>Fails the test where there are any.</summary>
    public static void None(IReadOnlyCollection<string> faults)
    {
        if (faults.Count > 0)
        {
            Assert.Fail($"{faults.Count} faults:\n{string.Join('\n', faults)}");
        }
    }
}
