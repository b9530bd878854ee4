namespace Dragoman.Upstreams.Tests.Credentials.Aws;

/// <summary>
/// The environment as the AWS chain sees it, empty but for what a test says, and put back afterwards. The machine's metadata
/// service is never asked. Tests with it share one collection, as a process has one environment.
/// </summary>
internal sealed class AwsEnvironment : IDisposable
{
    public const string Collection = "the environment of AWS";

    private static readonly string[] Known =
    [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK", "AWS_PROFILE", "AWS_REGION",
        "AWS_DEFAULT_REGION", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ENDPOINT_URL_STS",
    ];

    private readonly Dictionary<string, string?> _before = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("dragoman-aws-").FullName;

    public AwsEnvironment(params (string Name, string Value)[] variables)
    {
        foreach (var name in Known)
        {
            Set(name, null);
        }

        Set("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(_folder, "credentials"));
        Set("AWS_CONFIG_FILE", Path.Combine(_folder, "config"));
        Set("AWS_EC2_METADATA_DISABLED", "true");
        foreach (var (name, value) in variables)
        {
            Set(name, value);
        }
    }

    public void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    public void WriteCredentials(string text) => File.WriteAllText(Path.Combine(_folder, "credentials"), text);

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        Directory.Delete(_folder, recursive: true);
    }
}
