namespace Dragoman.Commands;

/// <summary>The environment variable that sets the gateway's key.</summary>
internal static class AccessKeyVariable
{
    public const string Name = "DRAGOMAN_KEY";

    /// <summary>The environment variable that sets the secret of the admin API.</summary>
    public const string AdminName = "DRAGOMAN_ADMIN_SECRET";

    private const int MaxLength = 256;

    /// <summary>The key that the environment sets; null where it sets none.</summary>
    /// <exception cref="CommandFailure">It cannot travel in a header.</exception>
    public static string? Read(CommandHost host) => Read(host, Name);

    /// <summary>The admin secret that the environment sets; null where it sets none.</summary>
    /// <exception cref="CommandFailure">It cannot travel in a header.</exception>
    public static string? ReadAdmin(CommandHost host) => Read(host, AdminName);

    private static string? Read(CommandHost host, string name)
    {
        var key = host.Variable(name);
        return key is null || (key.Length <= MaxLength && key.All(c => c is > ' ' and < '\x7f'))
            ? key
            : throw new CommandFailure($"{name} must be at most {MaxLength} visible ASCII characters without spaces: set another one, or unset it and one is made.");
    }
}
