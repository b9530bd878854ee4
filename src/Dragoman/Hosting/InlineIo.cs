namespace Dragoman.Hosting;

/// <summary>
/// Whether what follows a socket operation runs on the thread that noticed it, instead of being handed to the pool: less work for
/// each turn and a quarter less for each streamed event, at the price that anything slow on such a thread holds up every other
/// connection of that thread. On in a process that serves, unless <c>DRAGOMAN_INLINE_IO=0</c>; figures in <c>docs/performance.md</c>.
/// </summary>
/// <remarks>
/// Nothing on the path of a turn may block for it: records are written, configuration is read and the log is printed on other threads.
/// </remarks>
internal static class InlineIo
{
    private const string Ours = "DRAGOMAN_INLINE_IO";
    private const string Runtime = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>False where it is switched off.</summary>
    public static bool IsOn(IReadOnlyDictionary<string, string> environment) =>
        !environment.TryGetValue(Ours, out var value) || value.Trim() is not ("0" or "false");

    /// <summary>Tells the runtime, which reads it once, before the first socket is used.</summary>
    public static void Apply() => Environment.SetEnvironmentVariable(Runtime, "1");
}
