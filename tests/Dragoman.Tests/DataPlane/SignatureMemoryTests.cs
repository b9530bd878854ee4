using Dragoman.DataPlane;

namespace Dragoman.Tests.DataPlane;

public sealed class SignatureMemoryTests
{
    [Fact]
    public void H_114_the_memory_is_bounded_by_number_and_by_bytes_and_the_oldest_go_first()
    {
        var few = new SignatureMemory(maxEntries: 2);
        few.Remember("a", [1]);
        few.Remember("b", [2]);
        few.Remember("c", [3]);
        few.Find("a").ShouldBeNull();
        few.Find("c").ShouldBe([3]);

        var small = new SignatureMemory(maxBytes: 10);
        small.Remember("a", new byte[6]);
        small.Remember("b", new byte[6]);
        small.Find("a").ShouldBeNull();
        small.Find("b")!.Length.ShouldBe(6);
    }

    [Fact]
    public void H_114_a_newer_value_is_not_forgotten_with_the_older_one()
    {
        var memory = new SignatureMemory(maxEntries: 2);
        memory.Remember("a", [1]);
        memory.Remember("a", [2]);
        memory.Remember("b", [3]);
        memory.Find("a").ShouldBe([2]);
    }
}
