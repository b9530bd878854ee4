using Dragoman.Dialects.Conversation;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>
/// The path of a turn, in one direction and in one place:
/// <code>
/// identify → receive → inspect → recall → route → admit → converse → relay → settle
/// </code>
/// Each stage either lets the turn on (null) or stops it with a failure. Whatever happens, it is settled.
/// </summary>
/// <remarks>
/// The credential is looked at before the body is read, so that a stranger cannot make the gateway take 32 MB in. Admission stands
/// behind the route, because what a turn may use and what it will cost is known only there; nothing was sent before it. Inspection
/// and recall have no guards or caches to apply yet; they are where those will stand.
/// Relaying is the second half of conversing: an attempt relays as soon as its upstream answers.
/// </remarks>
internal sealed partial class TurnPipeline
{
    /// <summary>Serves one turn from its first byte to its record.</summary>
    public async Task RunAsync(HttpContext http, ClientCall call)
    {
        using var turn = Begin(http, call);
        try
        {
            turn.Failure = Identify(turn)
                ?? await ReceiveAsync(turn)
                ?? Inspect(turn)
                ?? Recall(turn)
                ?? Route(turn)
                ?? await watch.DelayAsync(turn)
                ?? await admitter.AdmitAsync(turn)
                ?? await ConverseAsync(turn);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            turn.Failure = Departed();
        }
        catch (Exception exception) when (exception is IOException or BadHttpRequestException)
        {
            turn.Failure = Unreadable(exception);
        }
        catch (Exception exception)
        {
            Log.TurnBroke(_log, turn.Id, exception);
            turn.Failure = Broken(turn.Id);
        }
        finally
        {
            await AnswerFailureAsync(turn);
            Settle(turn);
        }
    }

    private static Failure Departed() =>
        new(FailureCause.ClientGone, 499, "The client closed the connection.") { Side = FailureSide.Client };

    private static Failure Unreadable(Exception exception) => exception is BadHttpRequestException { StatusCode: 413 }
        ? new Failure(FailureCause.TooLarge, 413, "The request is larger than 32 MB; send fewer or smaller images and documents.")
        {
            Side = FailureSide.Client,
        }
        : new Failure(FailureCause.InvalidRequest, 400, "The request could not be read to its end; send it again.")
        {
            Side = FailureSide.Client,
        };

    private static Failure Broken(string id) => new(
        FailureCause.Internal,
        500,
        $"The gateway met a defect while serving this turn; report it with the request id {id}.")
    {
        Side = FailureSide.Gateway,
    };
}
