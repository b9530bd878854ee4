using Dragoman.Store.Engines;
using Dragoman.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dragoman.Store.Copying;

/// <summary>
/// Backups of either engine, as one SQLite file: it can be looked into, moved, and restored into either engine. The store may be in use
/// while it is backed up. The gateway's own secrets are files beside it and not in it.
/// </summary>
public static class StoreBackup
{
    /// <summary>Writes a backup.</summary>
    /// <param name="source">The store.</param>
    /// <param name="file">The file, which must not exist; mode 0600.</param>
    /// <param name="time">Says when.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="progress">Hears how far it is; not where pages of a file are copied.</param>
    /// <exception cref="StoreException">The store cannot be read, or the file exists or cannot be written.</exception>
    public static async Task BackupAsync(
        SqlEngine source, string file, TimeProvider time, CancellationToken cancellation = default, IProgress<CopyProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (File.Exists(file))
        {
            throw new StoreException($"The file {file} exists already: choose another name for the backup.");
        }

        try
        {
            if (source is SqliteEngine sqlite)
            {
                CopyPages(sqlite, file);
            }
            else
            {
                await using var target = SqliteEngine.Open(file, time);
                await StoreCopy.RunAsync(source, target, cancellation, progress);
                Seal(target);
            }
        }
        catch (Exception e)
        {
            // Half a backup is worse than none.
            File.Delete(file);
            if (e is SqliteException or IOException or UnauthorizedAccessException)
            {
                throw new StoreException($"The backup {file} cannot be written ({e.Message.TrimEnd('.')}): check the directory and the disk.", e);
            }

            throw;
        }
    }

    /// <summary>Puts a backup into a new, empty store. An older backup is brought up to date first, in a copy.</summary>
    /// <exception cref="StoreException">The backup is damaged or from a newer version, or the store holds something.</exception>
    public static async Task RestoreAsync(
        string file, SqlEngine target, TimeProvider time, CancellationToken cancellation = default, IProgress<CopyProgress>? progress = null)
    {
        if (!File.Exists(file))
        {
            throw new StoreException($"There is no backup {file}: check the name.");
        }

        var copy = $"{Path.GetFullPath(file)}.restoring";
        try
        {
            File.Copy(file, copy, overwrite: true);
            await using var source = SqliteEngine.Open(copy, time);
            Examine(source, file);
            await StoreCopy.RunAsync(source, target, cancellation, progress);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The backup {file} cannot be read ({e.Message.TrimEnd('.')}): check the file's rights and the disk.", e);
        }
        finally
        {
            foreach (var suffix in (string[])["", "-wal", "-shm"])
            {
                File.Delete(copy + suffix);
            }
        }
    }

    // SQLite's online backup: writers go on, and what they write meanwhile is in it or not, but never half.
    private static void CopyPages(SqliteEngine source, string file)
    {
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using (PrivateFiles.Open(file, FileMode.CreateNew))
        {
        }

        using var from = (SqliteConnection)source.Connect();
        using var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        to.Open();
        from.BackupDatabase(to);
    }

    private static void Examine(SqliteEngine source, string file)
    {
        try
        {
            using var connection = source.Connect();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            if (command.ExecuteScalar() is "ok")
            {
                return;
            }
        }
        catch (SqliteException)
        {
            // As below.
        }

        throw new StoreException($"The backup {file} is damaged: take another one.");
    }

    // One file, without a log beside it.
    private static void Seal(SqliteEngine target)
    {
        using var connection = target.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = DELETE";
        command.ExecuteNonQuery();
    }
}
