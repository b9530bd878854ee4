namespace Dragoman.Commands.Verify;

/// <summary>A small code base in a temporary directory, and the rename that is asked for in it.</summary>
internal sealed class RenameTask : IDisposable
{
    private const string Old = "getUserById";
    private const string New = "findUserById";

    // One place to change in each file, so that one edit is right for each.
    private static readonly (string Name, string Content)[] Files =
    [
        ("users.js", "export function getUserById(id) {\n  return users.find((user) => user.id === id);\n}\n\nconst users = [{ id: 1, name: 'Ada' }];\n"),
        ("profile.js", "import * as users from './users.js';\n\nexport const nameOf = (id) => users.getUserById(id).name;\n"),
        ("orders.js", "import * as users from './users.js';\n\nexport function ownerOf(order) {\n  return users.getUserById(order.userId);\n}\n"),
        ("audit.js", "import * as users from './users.js';\n\nexport const known = (id) => users.getUserById(id) !== undefined;\n"),
        ("mail.js", "import * as users from './users.js';\n\nexport const greet = (id) => `Dear ${users.getUserById(id).name}`;\n"),
    ];

    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("dragoman-verify-");

    public RenameTask()
    {
        foreach (var (name, content) in Files)
        {
            File.WriteAllText(Path.Combine(Directory, name), content);
        }
    }

    /// <summary>Edits that do it: one for each file.</summary>
    public static int Edits => Files.Length;

    /// <summary>What is asked for.</summary>
    public static string Prompt =>
        $"Rename the function {Old} to {New} in every .js file of this directory ({string.Join(", ", Files.Select(file => file.Name))}). "
        + "Read the files first, then make exactly one Edit per file, all of them in one step, and change nothing else.";

    /// <summary>Where it is.</summary>
    public string Directory => _directory.FullName;

    /// <summary>Files that are as they should be.</summary>
    public int Renamed() => Files.Count(file =>
        File.ReadAllText(Path.Combine(Directory, file.Name)) == file.Content.Replace(Old, New, StringComparison.Ordinal));

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);
}
