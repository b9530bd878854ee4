using Dragoman.Core.Configuration;

namespace Dragoman.Core.Tests.Configuration;

public sealed class StoreConfigTests
{
    [Fact]
    public void Without_a_section_the_store_is_the_file_and_nothing_is_deleted()
    {
        var store = Load.Yaml("server: {}").Config!.Store;
        store.Address.ShouldBeNull();
        store.Retention.ShouldBe(new RetentionConfig());
        store.CheckpointEvery.ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public void G06_each_class_of_records_has_an_age_of_its_own()
    {
        var retention = Load.Yaml("store: {retention: {turns: 180d, usage: 1100d, spending: 400d, audit: {admin: 730d, refusal: 90d}}}").Config!.Store.Retention;
        retention.ShouldBe(new RetentionConfig
        {
            Turns = TimeSpan.FromDays(180),
            Usage = TimeSpan.FromDays(1100),
            Spending = TimeSpan.FromDays(400),
            Admin = TimeSpan.FromDays(730),
            Refusal = TimeSpan.FromDays(90),
        });
    }

    [Theory]
    [InlineData("store: {address: \"postgres://u:secret@db/x\"}", "store.address", "a reference to a secret")]
    [InlineData("store: {node_secret: hunter2}", "store.node_secret", "a reference to a secret")]
    [InlineData("store: {retention: {turns: 0d}}", "store.retention.turns", "a number of days")]
    [InlineData("store: {retention: {turns: 30}}", "store.retention.turns", "a number of days")]
    [InlineData("store: {retention: {spending: 90d}}", "store.retention.spending", "shorter than the window")]
    [InlineData("store: {retention: {audit: {retention: 90d}}}", "store.retention.audit.retention", "unknown member")]
    public void A_wrong_section_is_told_with_its_place_and_without_a_secret(string yaml, string path, string message)
    {
        var error = Load.Yaml(yaml).Errors.ShouldHaveSingleItem();
        error.Path.ShouldBe(path);
        error.ToString().ShouldContain(message);
        error.ToString().ShouldNotContain("hunter2");
        error.ToString().ShouldNotContain("u:secret");
    }
}
