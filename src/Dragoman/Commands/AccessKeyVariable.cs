namespace Dragoman.Commands;

/// <summary>The environment variable that sets the gateway's key.</summary>
internal static class AccessKeyVariable
{
    public const string Name = "DRAGOMAN_KEY";

    private const int MaxLength = 256;

    /// <summary>The key that the environment sets; null where it sets none.</summary>
    /// <exception cref="CommandFailure">It cannot travel in a header.</exception>
    public static string? Read(CommandHost host)
    {
        var key = host.Variable(Name);
        return key is null || (key.Length <= MaxLength && key.All(c => c is > ' ' and < '\x7f'))
            ? key
            : throw new CommandFailure($"{Name} must be at most {MaxLength} visible ASCII characters without spaces: set another one, or unset it and one is made.");
    }
}
