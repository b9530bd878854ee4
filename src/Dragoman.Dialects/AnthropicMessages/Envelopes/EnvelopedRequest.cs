using Dragoman.Dialects.AnthropicMessages.Hosts;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Envelopes;

/// <summary>Writes a request that does not pass: from the model, as the host wants it, into the envelope.</summary>
internal static class EnvelopedRequest
{
    /// <summary>Writes it.</summary>
    public static void Write(Translation translation, IMessagesEnvelope envelope, ByteWriter output)
    {
        var plan = translation.Profile as HostPlan ?? (translation.Profile as MessagesHost ?? CloudHosts.Unknown).Plan([]);
        plan.NoteLosses(translation.Losses);
        using var body = new ByteWriter(translation.Request.Body.Length + 256);
        RequestWriter.Write(translation, body);
        if (!plan.ChangesBody)
        {
            envelope.Wrap(body.Written, plan.Betas, output, plan.Version);
            return;
        }

        using var edited = new ByteWriter(body.Length + 256);
        plan.Edit(body.Written, translation.Losses, edited);
        envelope.Wrap(edited.Written, plan.Betas, output, plan.Version);
    }
}
