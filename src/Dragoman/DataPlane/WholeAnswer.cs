namespace Dragoman.DataPlane;

/// <summary>Sends an answer that is not streamed.</summary>
internal static class WholeAnswer
{
    /// <summary>Sends what stands in the client's output as one JSON body.</summary>
    public static ValueTask SendAsync(Turn turn, ClientStream client)
    {
        var response = turn.Http.Response;
        ResponseHeaders.Describe(turn);
        response.StatusCode = 200;
        response.ContentType = "application/json";
        response.ContentLength = client.Output.Length;
        return client.SendAsync();
    }
}
