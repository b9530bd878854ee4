using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>
/// A fake provider whose answers a script gives. A subclass holds each request against its provider's rules; what it refuses is
/// answered in that provider's words, and the rest is played in its dialect.
/// </summary>
public abstract class ScriptedUpstream : FakeUpstream
{
    private readonly Func<RecordedRequest, Answer> _script;

    private protected ScriptedUpstream(Func<RecordedRequest, Answer> script) => _script = script;

    /// <summary>The type of bodies that are no streams.</summary>
    private protected virtual string BodyType => "application/json";

    /// <summary>The type of streams; null where the answer says it.</summary>
    private protected virtual string? StreamType => null;

    /// <summary>The provider's error body; headers may be added.</summary>
    private protected abstract string ErrorBody(HttpContext context, Refusal refusal);

    /// <summary>What writes an answer in the provider's dialect.</summary>
    private protected abstract IAnswerWriter CreateWriter(RecordedRequest request, Answer answer);

    /// <summary>True where the request wants a stream.</summary>
    private protected virtual bool IsStream(RecordedRequest request) => request.Conversation.Stream;

    /// <summary>What the provider makes of a frame of text.</summary>
    private protected virtual object Frame(string frame) => frame;

    /// <summary>Notes the refusals and answers with the first of them. False where there is none.</summary>
    private protected async Task<bool> RefuseAsync(HttpContext context, RecordedRequest request, IReadOnlyList<Refusal> refusals, CancellationToken stop)
    {
        foreach (var refusal in refusals)
        {
            Violate(request, refusal.Message);
        }

        if (refusals.Count > 0)
        {
            await SendAsync(context, refusals[0].Status, ErrorBody(context, refusals[0]), stop);
        }

        return refusals.Count > 0;
    }

    /// <summary>Answers a good request with what the script says.</summary>
    private protected async Task PlayAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        Answer answer;
        try
        {
            answer = _script(request);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Violate(request, $"the script failed: {error.Message}");
            await SendAsync(context, 400, ErrorBody(context, new Refusal(400, error.Message, Code: "script_failed")), stop);
            return;
        }

        if (answer.Fixed is { } whole)
        {
            await Playback.SendAsync(context, answer, whole.Status, whole.ContentType, whole.Body, stop);
            return;
        }

        var writer = CreateWriter(request, answer);
        if (IsStream(request) && !answer.IgnoresStream)
        {
            await Playback.StreamAsync(context, answer, writer.Stream().Select(step => step is string frame ? Frame(frame) : step), stop, StreamType);
            return;
        }

        foreach (var wait in answer.Parts.OfType<WaitPart>())
        {
            await wait.Until.WaitAsync(stop);
        }

        await Playback.SendAsync(context, answer, 200, BodyType, writer.Whole(), stop);
    }

    /// <summary>Sends a body.</summary>
    private protected Task SendAsync(HttpContext context, int status, string body, CancellationToken stop) =>
        Playback.SendAsync(context, Answer.New(), status, BodyType, Encoding.UTF8.GetBytes(body), stop);
}
