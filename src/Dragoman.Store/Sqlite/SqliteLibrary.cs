using System.Runtime.InteropServices;
using SQLitePCL;

namespace Dragoman.Store.Sqlite;

/// <summary>
/// Chooses the SQLite library once for the process: the system's where it is recent, else the bundled one. SQL here is written
/// to the bundled version's level, 3.35.
/// </summary>
public static class SqliteLibrary
{
    /// <summary>3.40.0, in SQLite's own numbering: an older system library is no better than the bundled one, which was tested with.</summary>
    private const int OldestSystemLibrary = 3_040_000;

    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>The version of the library in use, e.g. <c>3.40.1</c>.</summary>
    public static string Version
    {
        get
        {
            Initialize();
            return raw.sqlite3_libversion().utf8_to_string();
        }
    }

    /// <summary>Where the library comes from: <c>bundled</c>, or the name of the system's file.</summary>
    public static string Source => Loaded.Value;

    /// <summary>Must run before the first connection; runs once, later calls cost nothing.</summary>
    internal static void Initialize() => _ = Loaded.Value;

    private static string Load()
    {
        var source = "bundled";
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) =>
        {
            if (name != "e_sqlite3")
            {
                return 0;
            }

            foreach (var candidate in SystemNames)
            {
                if (NativeLibrary.TryLoad(candidate, out var library))
                {
                    if (VersionOf(library) >= OldestSystemLibrary)
                    {
                        source = candidate;
                        return library;
                    }

                    NativeLibrary.Free(library);
                }
            }

            // Zero: the runtime goes on to look for the bundled library beside the assemblies.
            return 0;
        });
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        // Every connection has one owner that uses it by itself, so the library's own locks and its count of each allocation only
        // cost. Both calls are refused without harm where the library is already in use.
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
        raw.sqlite3_libversion_number();
        return source;
    }

    private static string[] SystemNames =>
        OperatingSystem.IsWindows() ? ["winsqlite3.dll"]
        : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib"]
        : ["libsqlite3.so.0"];

    private static int VersionOf(nint library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var number)
            ? Marshal.GetDelegateForFunctionPointer<VersionNumber>(number)()
            : 0;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
