using Dragoman.Store.Sqlite;

namespace Dragoman.Store.Turns;

/// <summary>
/// Where turn records wait that a server did not take: a SQLite file beside the gateway's own secrets. They go to the server when it is
/// back, in the same or a later run of the gateway; one that it has already is not counted twice. The file belongs to one process at a
/// time: another one on the same directory keeps its records in memory.
/// </summary>
internal sealed class TurnSpill(string path, TimeProvider time) : IDisposable
{
    /// <summary>The file's name inside the data directory.</summary>
    public const string FileName = "spill.db";

    private SqliteEngine? _engine;
    private TurnInserter? _inserter;
    private FileStream? _owned;

    /// <summary>True where records may wait here.</summary>
    public bool HasRecords { get; private set; } = File.Exists(path);

    /// <summary>Keeps records. False where the disk does not take them either.</summary>
    public bool Keep(IReadOnlyList<TurnRecord> turns)
    {
        try
        {
            Open().Write(turns);
            HasRecords = true;
            return true;
        }
        catch (Exception e) when (Engines.SqlEngine.IsOurs(e) || e is StoreException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Gives the server what waits, a batch at a time. False where it stopped taking them.</summary>
    public bool Drain(TurnInserter server, int batch, ref long written)
    {
        try
        {
            Open();
            while (true)
            {
                var turns = Oldest(batch);
                if (turns.Count == 0)
                {
                    Close();
                    Delete();
                    HasRecords = false;
                    return true;
                }

                Interlocked.Add(ref written, server.Write(turns));
                Forget(turns);
            }
        }
        catch (Exception e) when (Engines.SqlEngine.IsOurs(e) || e is StoreException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        Close();
        _owned?.Dispose();
        _owned = null;
    }

    private void Close()
    {
        _inserter?.Dispose();
        _inserter = null;
        _engine = null;
    }

    private TurnInserter Open()
    {
        // Refused with an IOException while another process has it; the kernel lets go of it when its owner ends, however that was.
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _owned ??= new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        _engine ??= SqliteEngine.Open(path, time);
        return _inserter ??= _engine.CreateTurnInserter();
    }

    private List<TurnRecord> Oldest(int count)
    {
        using var connection = _engine!.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {TurnColumns.List} FROM turns ORDER BY seq LIMIT {count}";
        using var reader = command.ExecuteReader();
        var turns = new List<TurnRecord>(count);
        while (reader.Read())
        {
            turns.Add(TurnColumns.Read(reader));
        }

        return turns;
    }

    private void Forget(List<TurnRecord> turns)
    {
        using var connection = _engine!.Connect();
        using var transaction = _engine.BeginWrite(connection);
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "DELETE FROM turns WHERE id = @id";
        var id = command.CreateParameter();
        id.ParameterName = "@id";
        command.Parameters.Add(id);
        foreach (var turn in turns)
        {
            id.Value = turn.Id;
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private void Delete()
    {
        foreach (var suffix in (string[])["-wal", "-shm", ""])
        {
            File.Delete(path + suffix);
        }
    }
}
