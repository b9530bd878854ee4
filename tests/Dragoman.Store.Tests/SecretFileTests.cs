using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Dragoman.Store.Secrets;

namespace Dragoman.Store.Tests;

public sealed class SecretFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_envelope_key_is_made_once_and_stays()
    {
        var first = SecretFile.EnvelopeKey(_directory.Path);
        var second = SecretFile.EnvelopeKey(_directory.Path);

        first.Length.ShouldBe(32);
        second.ShouldBe(first);
        first.Distinct().Count().ShouldBeGreaterThan(8, "it is random");
    }

    [Fact]
    public void The_bootstrap_key_is_shown_once_and_only_its_hash_is_kept()
    {
        var made = SecretFile.Bootstrap(_directory.Path);
        var later = SecretFile.Bootstrap(_directory.Path);

        var key = made.Created.ShouldNotBeNull();
        key.ShouldMatch("^dgm-[0-9A-Za-z]{43}$");
        made.Hash.ShouldBe(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        later.Created.ShouldBeNull();
        later.Hash.ShouldBe(made.Hash);
        foreach (var file in Directory.GetFiles(_directory.Path))
        {
            File.ReadAllText(file).ShouldNotContain(key);
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Secrets_are_readable_by_their_owner_alone_and_become_so_where_they_were_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        SecretFile.EnvelopeKey(_directory.Path);
        var path = _directory.File(SecretFile.EnvelopeFile);
        File.GetUnixFileMode(path).ShouldBe(Owner);

        File.SetUnixFileMode(path, Owner | UnixFileMode.OtherRead);
        SecretFile.EnvelopeKey(_directory.Path);

        File.GetUnixFileMode(path).ShouldBe(Owner);
    }

    [Fact]
    public async Task Processes_that_start_at_once_get_the_same_secret_and_only_one_shows_a_key()
    {
        for (var round = 0; round < 20; round++)
        {
            using var directory = new TemporaryDirectory();
            using var start = new ManualResetEventSlim();
            var starters = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.Wait(TimeSpan.FromSeconds(30));
                    return (Envelope: SecretFile.EnvelopeKey(directory.Path), Bootstrap: SecretFile.Bootstrap(directory.Path));
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)).ToArray();
            start.Set();

            var got = await Task.WhenAll(starters).WaitAsync(TimeSpan.FromSeconds(60));

            got.Select(secret => Convert.ToHexString(secret.Envelope)).Distinct().Count().ShouldBe(1);
            got.Select(secret => Convert.ToHexString(secret.Bootstrap.Hash)).Distinct().Count().ShouldBe(1);
            var shown = got.Where(secret => secret.Bootstrap.Created is not null).ShouldHaveSingleItem();
            SHA256.HashData(Encoding.UTF8.GetBytes(shown.Bootstrap.Created!)).ShouldBe(got[0].Bootstrap.Hash);
            Directory.GetFiles(directory.Path).Length.ShouldBe(2, "no temporary file is left");
        }
    }

    [Fact]
    public void A_damaged_secret_is_refused_with_the_way_out_and_not_replaced()
    {
        SecretFile.EnvelopeKey(_directory.Path);
        File.WriteAllText(_directory.File(SecretFile.EnvelopeFile), "abc");

        var refusal = Should.Throw<StoreException>(() => SecretFile.EnvelopeKey(_directory.Path)).Message;

        refusal.ShouldContain("damaged");
        refusal.ShouldContain("delete it");
        File.ReadAllText(_directory.File(SecretFile.EnvelopeFile)).ShouldBe("abc");
    }

    [Fact]
    public void A_directory_that_cannot_hold_it_is_refused_with_a_sentence()
    {
        File.WriteAllText(_directory.File("file"), string.Empty);

        Should.Throw<StoreException>(() => SecretFile.EnvelopeKey(_directory.File("file/data"))).Message.ShouldContain("cannot be used");
    }
}
