namespace Dragoman.Core.Configuration;

/// <summary>
/// Changes to the settings of a dialect for one host, in order; a later one wins. A member that the dialect in use does not have
/// changes nothing there: a provider may offer several dialects.
/// </summary>
/// <param name="Changes">Each changes one member.</param>
public sealed record ProfileConfig(IReadOnlyList<ProfileChange> Changes)
{
    /// <summary>The profile with every change made.</summary>
    /// <param name="profile">A record of a dialect's own, see <c>IDialect.DefaultProfile</c>.</param>
    public object ApplyTo(object profile)
    {
        foreach (var change in Changes)
        {
            profile = change.Apply(profile);
        }

        return profile;
    }

    /// <summary>These changes made after those of <paramref name="other"/>.</summary>
    public ProfileConfig Over(ProfileConfig? other) => other is null ? this : new ProfileConfig([.. other.Changes, .. Changes]);
}

/// <summary>A change of one member.</summary>
/// <param name="Member">The member's name in the configuration.</param>
/// <param name="Value">Its value as written.</param>
/// <param name="Apply">Makes the change.</param>
public sealed record ProfileChange(string Member, string Value, Func<object, object> Apply);
