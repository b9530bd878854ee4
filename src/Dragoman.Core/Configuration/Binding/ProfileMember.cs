namespace Dragoman.Core.Configuration.Binding;

/// <summary>A member of <c>profile</c>, and what it changes in the profile of one dialect.</summary>
/// <param name="Member">Name, type and description.</param>
/// <param name="Apply">The changed profile; the same one where it belongs to another dialect.</param>
internal sealed record ProfileMember(Member Member, Func<object, object, object> Apply)
{
    public static ProfileMember Of<TProfile>(
        string name, ConfigType type, string description, Func<TProfile, object, TProfile> apply)
        where TProfile : class =>
        new(new Member(name, type, description), (profile, value) => profile is TProfile mine ? apply(mine, value) : profile);

    public static ProfileMember Flag<TProfile>(string name, string description, Func<TProfile, bool, TProfile> apply)
        where TProfile : class =>
        Of<TProfile>(name, ScalarTypes.Boolean, description, (profile, value) => apply(profile, (bool)value));

    /// <summary>The same name in the profile of a second dialect.</summary>
    public ProfileMember And(ProfileMember other) =>
        this with { Apply = (profile, value) => other.Apply(Apply(profile, value), value) };
}
