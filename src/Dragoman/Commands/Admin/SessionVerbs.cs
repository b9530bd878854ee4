namespace Dragoman.Commands.Admin;

/// <summary><c>dragoman sessions</c>: what the runaway breaker paused.</summary>
internal static class SessionVerbs
{
    /// <summary>The verb.</summary>
    public static Verb Create(AdminVerb make)
    {
        var id = Inputs.PlainId("session");
        return AdminVerb.Group(
            "sessions",
            "Sessions that the runaway breaker paused.",
            ["dragoman sessions list", "dragoman sessions resume 7f3c…"],
            make.Make(
                "list",
                "List paused sessions and why they are.",
                "dragoman sessions list",
                [],
                async (client, _, cancellation) => await client.ListAsync("sessions/paused", AdminVerb.MostEntries, cancellation),
                make.AsTable(("SESSION", "session_id"), ("AGENT", "agent_id"), ("CAUSE", "cause"), ("WHAT", "what"))),
            make.Make(
                "resume",
                "Let a paused session go on.",
                "dragoman sessions resume 7f3c…",
                [id],
                async (client, parsed, cancellation) =>
                    await client.PostAsync($"sessions/{Uri.EscapeDataString(parsed.GetValue(id)!)}/resume", null, cancellation),
                make.AsLines));
    }
}
