namespace Dragoman.Dialects.Conversation;

/// <summary>
/// What one attempt of a turn shares between writing the request and reading its answer: who is asked, under which rules, what
/// was renamed, what was lost. One attempt owns one; a second attempt starts from the same request with a new one.
/// </summary>
public sealed class Translation
{
    /// <summary>The client's request. Not changed by a translation, but see <see cref="ForgetConversation"/>.</summary>
    public required ConversationRequest Request { get; set; }

    /// <summary>The model id that the client asked for; the answer echoes it (H-207).</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The model id at the upstream.</summary>
    public required ModelTraits Model { get; init; }

    /// <summary>The upstream dialect's own settings for this host and model, e.g. <c>OpenAiChatProfile</c>. Null: its defaults.</summary>
    public object? Profile { get; init; }

    /// <summary>Makes ids for answers whose provider gives none.</summary>
    public required IIdSource Ids { get; init; }

    /// <summary>Seals and opens the provenance that rides in thinking signatures.</summary>
    public required SignatureEnvelope Envelope { get; init; }

    /// <summary>
    /// The upstream's name in provenance: thinking minted by another one is not replayed to it (H-102).
    /// </summary>
    public required string Provenance { get; init; }

    /// <summary>A name for the session that the upstream may use for cache affinity; null where there is none. No personal data.</summary>
    public string? AffinityKey { get; init; }

    /// <summary>Remembers signatures that the client may not give back; null where nobody wants that.</summary>
    public ISignatureMemory? Signatures { get; init; }

    /// <summary>When the turn began, for dialects whose answers carry their time.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Estimated input tokens, for the answer's first usage when the upstream says nothing yet (H-235).</summary>
    public long EstimatedInputTokens { get; init; }

    /// <summary>The client's <c>anthropic-beta</c> values, comma separated, for hosts that take them in the body; empty for none.</summary>
    public string Betas { get; init; } = string.Empty;

    /// <summary>What the host has refused before, and what a request writer does about it. Mostly empty.</summary>
    public IReadOnlyCollection<Remedy> Remedies { get; init; } = [];

    /// <summary>What could not be carried.</summary>
    public Losses Losses { get; } = new();

    /// <summary>Tool names as the upstream knows them.</summary>
    public ToolNames Names { get; } = new();

    /// <summary>True where a member of the body is to be left out, see <see cref="RemedyKind.DropMember"/>.</summary>
    public bool Omits(string member) => Remedies.Count > 0 && Remedies.Contains(new Remedy(RemedyKind.DropMember, member));

    /// <summary>True where a remedy of that kind applies.</summary>
    public bool Applies(RemedyKind kind) => Remedies.Count > 0 && Find(kind);

    /// <summary>
    /// From here on <see cref="Request"/> has only what the reader of an answer looks up, see <see cref="AnswerReader.NeedsConversation"/>.
    /// </summary>
    /// <param name="keepSchemas">See <see cref="AnswerReader.NeedsSchemas"/>.</param>
    /// <param name="keepFiles">See <see cref="AnswerReader.NeedsFiles"/>.</param>
    /// <returns>The small request that stands there now. It and the whole one are the caller's to dispose.</returns>
    public ConversationRequest ForgetConversation(bool keepSchemas, bool keepFiles = false) =>
        Request = Request.ForAnswer(keepSchemas, keepFiles);

    // Apart, as the closure is made wherever it might be needed.
    private bool Find(RemedyKind kind) => Remedies.Any(remedy => remedy.Kind == kind);
}
