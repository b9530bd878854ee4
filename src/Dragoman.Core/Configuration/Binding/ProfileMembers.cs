using System.Globalization;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>
/// The members of <c>profile</c>: those of every dialect that has settings for its hosts. A dialect adds its list here. A name that
/// several have is one member that each understands in its own way; the first one's type and description hold.
/// </summary>
internal static class ProfileMembers
{
    private static readonly ProfileMember[] All = Merge([.. ChatProfileMembers.All, .. ConverseProfileMembers.All, .. OllamaProfileMembers.All, .. ResponsesProfileMembers.All, .. GeminiProfileMembers.All]);

    public static ConfigType Type { get; } = new ObjectType("profile", [.. All.Select(entry => entry.Member)], Create);

    private static ProfileMember[] Merge(ProfileMember[] members) =>
        [.. members.GroupBy(member => member.Member.Name, StringComparer.Ordinal).Select(same => same.Aggregate((first, next) => first.And(next)))];

    private static ProfileConfig Create(BoundMembers bound)
    {
        var changes = new List<ProfileChange>();
        foreach (var (member, apply) in All)
        {
            if (bound.Has(member.Name))
            {
                var value = bound.Get<object>(member.Name)!;
                changes.Add(new ProfileChange(member.Name, Text(value), profile => apply(profile, value)));
            }
        }

        return new ProfileConfig(changes);
    }

    private static string Text(object value) => value switch
    {
        IEnumerable<string> list => string.Join(' ', list),
        IEnumerable<KeyValuePair<string, string>> pairs => string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
