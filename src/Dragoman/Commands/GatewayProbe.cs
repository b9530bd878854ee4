namespace Dragoman.Commands;

/// <summary>Asks a running gateway small questions.</summary>
internal static class GatewayProbe
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(3);

    /// <summary>True where the gateway takes the key.</summary>
    public static async Task<bool> AdmitsAsync(Uri gateway, string key, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = AnswerTime };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, "v1/models?limit=1"));
        request.Headers.Add("x-api-key", key);
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
