using Dragoman.DataPlane;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Tests.DataPlane;

public sealed class AccessKeyTests
{
    private readonly AccessKey _key = new(AccessKey.Hash("dgm_right"));

    [Fact]
    public void H_002_a_bearer_token_is_taken() => Admits(("Authorization", "Bearer dgm_right")).ShouldBeTrue();

    [Fact]
    public void H_002_an_api_key_header_is_taken() => Admits(("x-api-key", "dgm_right")).ShouldBeTrue();

    [Fact]
    public void H_002_where_both_differ_the_api_key_header_wins()
    {
        Admits(("x-api-key", "dgm_right"), ("Authorization", "Bearer wrong")).ShouldBeTrue();
        Admits(("x-api-key", "wrong"), ("Authorization", "Bearer dgm_right")).ShouldBeFalse();
    }

    [Fact]
    public void A_request_without_a_key_is_told_apart_from_one_with_a_wrong_key()
    {
        _key.Admits(new HeaderDictionary(), out var shown).ShouldBeFalse();
        shown.ShouldBeFalse();
        _key.Admits(new HeaderDictionary { ["x-api-key"] = "wrong" }, out shown).ShouldBeFalse();
        shown.ShouldBeTrue();
    }

    [Fact]
    public void An_endless_key_is_refused_without_being_hashed() =>
        Admits(("x-api-key", new string('a', 100_000))).ShouldBeFalse();

    [Fact]
    public void The_id_in_records_does_not_hold_the_key() => _key.Id.ShouldNotContain("right");

    private bool Admits(params (string Name, string Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            dictionary[name] = value;
        }

        return _key.Admits(dictionary, out _);
    }
}
