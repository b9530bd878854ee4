using System.Xml.Linq;

namespace Dragoman.Tests.Architecture;

/// <summary>What a project file says about what it may use.</summary>
internal sealed record Project(string Path, string Name, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages, IReadOnlyList<string> Frameworks)
{
    public static IReadOnlyList<Project> All { get; } =
        [.. Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(Load)];

    private static Project Load(string path)
    {
        var document = XDocument.Parse(Repository.Read(path));
        IReadOnlyList<string> Includes(string element) =>
            [.. document.Descendants(element).Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))];
        return new Project(
            path,
            System.IO.Path.GetFileNameWithoutExtension(path),
            [.. Includes("ProjectReference").Select(reference => System.IO.Path.GetFileNameWithoutExtension(reference))],
            Includes("PackageReference"),
            Includes("FrameworkReference"));
    }
}
