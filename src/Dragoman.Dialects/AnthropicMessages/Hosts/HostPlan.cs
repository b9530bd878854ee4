using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Hosts;

/// <summary>What of one request goes to a host: made by <see cref="MessagesHost"/>, the same for header and body (H-006).</summary>
public sealed class HostPlan
{
    private readonly int _removed;

    private readonly IReadOnlyList<(Place Place, byte[] Name)> _refused;

    internal HostPlan(
        IReadOnlyList<string> lines, BodyFields closed, bool dropsCacheHints, bool bindsThinking, int removed, IReadOnlyList<(Place Place, byte[] Name)> refused)
    {
        _refused = refused;
        BetaLines = lines;
        Closed = closed;
        DropsCacheHints = dropsCacheHints;
        BindsThinking = bindsThinking;
        _removed = removed;
    }

    /// <summary>The lines of the header <c>anthropic-beta</c>; empty where none is sent.</summary>
    public IReadOnlyList<string> BetaLines { get; }

    /// <summary>The single betas in them, for hosts that want them in the body.</summary>
    public IEnumerable<string> Betas => Values(BetaLines);

    /// <summary>The <c>anthropic_version</c> that a cloud's body has; null for the cloud's own.</summary>
    public string? Version { get; init; }

    /// <summary>The fields that the host would refuse.</summary>
    public BodyFields Closed { get; }

    /// <summary>True where cache hints are left out.</summary>
    public bool DropsCacheHints { get; }

    /// <summary>True where the request asks that mismatched thinking be dropped.</summary>
    public bool BindsThinking { get; }

    /// <summary>True when betas were taken out, or the body may have to change.</summary>
    public bool ChangesAnything => _removed > 0 || ChangesBody;

    /// <summary>True when a body may have to change; otherwise it goes as it is.</summary>
    public bool ChangesBody => !Closed.IsEmpty || _refused.Count > 0 || DropsCacheHints || BindsThinking;

    /// <summary>Notes the betas that were taken out.</summary>
    public void NoteLosses(Losses losses)
    {
        for (var i = 0; i < _removed; i++)
        {
            losses.Add(LossKind.Beta, LossEffect.Dropped, "anthropic-beta");
        }
    }

    /// <summary>
    /// Copies a Messages body with what the host needs to be different; everything else stays to the byte, and what a longer form
    /// of the same conversation begins with stays the same (H-171).
    /// </summary>
    /// <param name="body">A body that <c>MessagesScan</c> accepted, or one that was written here.</param>
    /// <param name="losses">Where to note what was left out.</param>
    /// <param name="output">Where to write.</param>
    public void Edit(ReadOnlySpan<byte> body, Losses losses, ByteWriter output) => new BodyEditor(body, this, losses, output).Run();

    /// <summary>True for a field that a beta would have to open, or that the host has refused.</summary>
    internal bool Drops(Place place, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _refused.Count; i++)
        {
            if (_refused[i].Place == place && name.SequenceEqual(_refused[i].Name))
            {
                return true;
            }
        }

        return Closed.Has(place, name);
    }

    internal static IEnumerable<string> Values(IEnumerable<string> lines) => lines.SelectMany(Values);

    internal static string[] Values(string line) => line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
