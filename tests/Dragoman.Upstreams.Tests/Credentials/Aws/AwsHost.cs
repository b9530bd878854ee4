using Microsoft.AspNetCore.Http;

namespace Dragoman.Upstreams.Tests.Credentials.Aws;

/// <summary>Some service of AWS: it checks signatures by its own clock and answers with an empty object, or as it is told.</summary>
internal sealed class AwsHost(Func<DateTimeOffset> clock, string region, string service, Func<RecordedRequest, (int Status, string Type)?>? refuse = null)
    : FakeUpstream
{
    public const string KeyId = "AKIDEXAMPLE";
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private readonly SigV4Verifier _verifier = new(KeyId, Secret, region, service, clock);

    public static async Task<AwsHost> StartAsync(
        Func<DateTimeOffset> clock, string service = "bedrock", Func<RecordedRequest, (int Status, string Type)?>? refuse = null)
    {
        var host = new AwsHost(clock, "us-east-1", service, refuse);
        await host.StartAsync();
        return host;
    }

    protected override Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        context.Response.Headers.Date = clock().ToString("R");
        if (refuse?.Invoke(request) is { } said)
        {
            return RefuseAsync(context, said.Status, said.Type, "refused", stop);
        }

        if (_verifier.Check(request) is { } refusal)
        {
            Violate(request, refusal.Message);
            return RefuseAsync(context, refusal.Status, refusal.Type, refusal.Message, stop);
        }

        return context.Response.WriteAsync("{}", stop);
    }

    private static Task RefuseAsync(HttpContext context, int status, string type, string message, CancellationToken stop)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["x-amzn-ErrorType"] = type + ":http://internal.amazon.com/coral/com.amazon.coral.service/";
        return context.Response.WriteAsync($$"""{"message":"{{message}}"}""", stop);
    }
}
