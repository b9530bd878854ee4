using System.Security.Cryptography;
using Dapper;
using Dragoman.Store.Audit;
using Dragoman.Store.Engines;

namespace Dragoman.Store.Tests;

public abstract class AuditStoreTests(IDatabase database) : StoreContract(database)
{
    [Fact]
    public async Task Entries_are_numbered_come_back_whole_and_are_listed_by_what_they_say()
    {
        var audit = new AuditStore(Open(), Signer());
        var refusal = AccessSamples.Entry("turn.refuse") with { Class = AuditClass.Refusal, Actor = "user_2", Target = null, At = AccessSamples.Made };
        (await audit.AppendAsync(AccessSamples.Entry(), Deadline)).ShouldBe(1);
        (await audit.AppendAsync([refusal, AccessSamples.Entry("key.disable")], Deadline)).ShouldBe(3);

        (await List(AuditFilter.None)).ShouldBe([3, 2, 1]);
        (await List(new AuditFilter { Class = AuditClass.Refusal })).ShouldBe([2]);
        (await List(new AuditFilter { Actor = "user_admin" })).ShouldBe([3, 1]);
        (await List(new AuditFilter { Action = "key.disable" })).ShouldBe([3]);
        (await List(new AuditFilter { Target = "key key_1" })).ShouldBe([3, 1]);
        (await List(new AuditFilter { Until = AccessSamples.Made.AddSeconds(1), Since = AccessSamples.Made })).ShouldBe([2]);
        (await audit.ListAsync(1, AuditFilter.None, before: 3, Deadline)).ShouldHaveSingleItem().Entry.ShouldBe(refusal);

        async Task<long[]> List(AuditFilter filter) => [.. (await audit.ListAsync(10, filter, cancellation: Deadline)).Select(record => record.Sequence)];
    }

    [Fact]
    public async Task An_untouched_log_is_intact_and_its_checkpoints_are_signed()
    {
        var audit = await Filled(600);

        var verdict = await audit.VerifyAsync(cancellation: Deadline);

        verdict.IsIntact.ShouldBeTrue(verdict.Problem);
        (verdict.Rows, verdict.Checkpoints, verdict.UnknownKeys.Count).ShouldBe((600, 2, 0));
    }

    [Theory]
    [InlineData("actor")]
    [InlineData("action")]
    [InlineData("target")]
    [InlineData("outcome")]
    [InlineData("address")]
    [InlineData("request_id")]
    [InlineData("detail")]
    [InlineData("class")]
    public async Task N24_one_flipped_byte_of_a_text_names_the_row(string column)
    {
        var audit = await Filled(40);
        var text = await Scalar<string>($"SELECT {column} FROM audit_log WHERE seq = 17");
        var flipped = text[..^1] + (char)(text[^1] ^ 1);
        await Execute($"UPDATE audit_log SET {column} = @flipped WHERE seq = 17", new { flipped });

        await Names(audit, 17);
    }

    [Theory]
    [InlineData("salt")]
    [InlineData("content_hash")]
    [InlineData("hash")]
    public async Task N24_one_flipped_byte_of_a_hash_names_the_row(string column)
    {
        var audit = await Filled(40);
        var flipped = await Scalar<byte[]>($"SELECT {column} FROM audit_log WHERE seq = 17");
        flipped[5] ^= 1;
        await Execute($"UPDATE audit_log SET {column} = @flipped WHERE seq = 17", new { flipped });

        await Names(audit, 17);
    }

    [Theory]
    [InlineData("UPDATE audit_log SET at_us = at_us + 1 WHERE seq = 17", 17)]
    [InlineData("UPDATE audit_log SET target = NULL WHERE seq = 17", 17)]
    [InlineData("UPDATE audit_log SET target = '' WHERE seq = 17", 17)]
    [InlineData("DELETE FROM audit_log WHERE seq = 17", 17)]
    [InlineData("DELETE FROM audit_log WHERE seq > 38", 39)]
    [InlineData("DELETE FROM audit_log", 1)]
    [InlineData("UPDATE audit_log SET salt = NULL, detail = NULL, deleted_by = 18 WHERE seq = 17", 18)]
    [InlineData("UPDATE audit_log SET salt = NULL, detail = NULL WHERE seq = 17", 17)]
    [InlineData("UPDATE audit_log SET salt = NULL, detail = NULL, deleted_by = 99 WHERE seq = 17", 17)]
    [InlineData("UPDATE audit_head SET seq = seq + 1", 41)]
    public async Task N24_a_change_of_any_other_kind_names_the_row(string change, long row)
    {
        var audit = await Filled(40);
        await Execute(change);

        await Names(audit, row);
    }

    [Fact]
    public async Task N24_two_rows_that_changed_places_are_named()
    {
        var audit = await Filled(40);
        await Execute("UPDATE audit_log SET seq = 1000 WHERE seq = 17");
        await Execute("UPDATE audit_log SET seq = 17 WHERE seq = 18");
        await Execute("UPDATE audit_log SET seq = 18 WHERE seq = 1000");

        await Names(audit, 17);
    }

    [Fact]
    public async Task N24_a_log_written_anew_from_a_row_on_is_betrayed_by_the_signed_checkpoint()
    {
        var audit = await Filled(300);
        await Rewrite(17);

        var verdict = await audit.VerifyAsync(cancellation: Deadline);

        verdict.FirstBadRow.ShouldBe(300, "the hashes are right again; the signature over the old one is not");
        verdict.Problem!.ShouldContain("written anew");
    }

    [Fact]
    public async Task N24_a_checkpoint_signed_by_another_key_is_reported()
    {
        var engine = Open();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var foreign = AuditSigner.FromPem(key.ExportPkcs8PrivateKeyPem());
        await new AuditStore(engine, foreign).AppendAsync(AccessSamples.Entry(), Deadline);
        await new AuditStore(engine, foreign).CheckpointAsync(Deadline);
        var audit = new AuditStore(engine, Signer());

        (await audit.VerifyAsync(cancellation: Deadline)).UnknownKeys.ShouldBe([foreign.KeyId]);
        (await audit.VerifyAsync([foreign.PublicKey], cancellation: Deadline)).UnknownKeys.ShouldBeEmpty();
    }

    [Fact]
    public async Task N24_a_forged_signature_and_missing_checkpoints_are_found()
    {
        var audit = await Filled(600);
        var signature = await Scalar<byte[]>("SELECT signature FROM audit_checkpoints WHERE seq = 300");
        signature[9] ^= 1;
        await Execute("UPDATE audit_checkpoints SET signature = @signature WHERE seq = 300", new { signature });
        await Names(audit, 300);

        await Execute("DELETE FROM audit_checkpoints");
        await Names(audit, 512);
    }

    [Fact]
    public async Task N24_a_log_that_was_cut_off_is_betrayed_by_a_checkpoint_that_was_kept_elsewhere()
    {
        var audit = await Filled(10);
        var hash = await Scalar<byte[]>("SELECT hash FROM audit_log WHERE seq = 8");
        var witness = await audit.CheckpointAsync(Deadline);
        await Execute("DELETE FROM audit_log WHERE seq > 8");
        await Execute("UPDATE audit_head SET seq = 8, hash = @hash", new { hash });
        await Execute("DELETE FROM audit_checkpoints");

        (await audit.VerifyAsync(cancellation: Deadline)).IsIntact.ShouldBeTrue("nothing in the store can show it");
        (await audit.VerifyAsync(witness: witness, cancellation: Deadline)).FirstBadRow.ShouldBe(9);
    }

    [Fact]
    public async Task G05_nodes_that_write_at_once_make_one_chain()
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => new AuditStore(Open(), Signer())).ToArray();

        await Task.WhenAll(nodes.Select(node => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await node.AppendAsync([AccessSamples.Entry(), AccessSamples.Entry()], Deadline);
            }
        })));

        var verdict = await nodes[0].VerifyAsync(cancellation: Deadline);
        verdict.IsIntact.ShouldBeTrue(verdict.Problem);
        (verdict.Rows, verdict.Checkpoints).ShouldBe((320, 1));
    }

    [Fact]
    public async Task Texts_that_cannot_be_kept_are_made_fit_and_stay_verifiable()
    {
        var audit = new AuditStore(Open(), Signer());
        await audit.AppendAsync(AccessSamples.Entry() with { Target = "a\0b\uD800c", Detail = new string('x', 20_000) + "\uD83D\uDE00" }, Deadline);

        var entry = (await audit.ListAsync(1, AuditFilter.None, cancellation: Deadline))[0].Entry!;

        entry.Target.ShouldBe("a\uFFFDb\uFFFDc");
        entry.Detail!.Length.ShouldBe(16 * 1024);
        (await audit.VerifyAsync(cancellation: Deadline)).IsIntact.ShouldBeTrue();
    }

    protected async Task<AuditStore> Filled(int rows)
    {
        var audit = new AuditStore(Open(), Signer());
        for (var written = 0; written < rows; written += 50)
        {
            await audit.AppendAsync([.. Enumerable.Repeat(AccessSamples.Entry(), Math.Min(50, rows - written))], Deadline);
        }

        return audit;
    }

    protected async Task Execute(string sql, object? arguments = null)
    {
        await using var connection = await Open().ConnectAsync(Deadline);
        (await connection.ExecuteAsync(sql, arguments)).ShouldBeGreaterThan(0, sql);
    }

    protected async Task<T> Scalar<T>(string sql)
    {
        await using var connection = await Open().ConnectAsync(Deadline);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    private async Task Names(AuditStore audit, long row)
    {
        var verdict = await audit.VerifyAsync(cancellation: Deadline);
        verdict.FirstBadRow.ShouldBe(row, verdict.Problem);
        verdict.Problem!.ShouldStartWith($"Row {row}: ");
    }

    // What somebody does who knows the hashes and may write the database, and has not the key.
    private async Task Rewrite(long from)
    {
        await using var connection = await Open().ConnectAsync(Deadline);
        var rows = (await connection.QueryAsync<AuditRow>($"SELECT {AuditRow.Columns} FROM audit_log ORDER BY seq")).ToList();
        var hash = rows[(int)from - 2].Hash;
        foreach (var row in rows.Skip((int)from - 1))
        {
            row.Actor = row.Seq == from ? "somebody else" : row.Actor;
            row.ContentHash = AuditHash.Content(row);
            row.Hash = hash = AuditHash.Row(hash, row);
            await connection.ExecuteAsync("UPDATE audit_log SET actor = @Actor, content_hash = @ContentHash, hash = @Hash WHERE seq = @Seq", row);
        }

        await connection.ExecuteAsync("UPDATE audit_head SET hash = @hash", new { hash });
    }
}
