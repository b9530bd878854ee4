using System.Text;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.Json;

public sealed class BufferTests
{
    [Fact]
    public void An_arena_grows_and_its_slices_stay()
    {
        using var arena = new Arena(256);
        var slices = Enumerable.Range(0, 500).Select(i => (i, Slice: arena.Append(Encoding.UTF8.GetBytes($"value {i}")))).ToList();
        foreach (var (i, slice) in slices)
        {
            Encoding.UTF8.GetString(arena[slice]).ShouldBe($"value {i}");
            Encoding.UTF8.GetString(arena.Memory(slice).Span).ShouldBe($"value {i}");
        }
    }

    [Fact]
    public void An_empty_value_in_an_arena_is_not_an_absent_one()
    {
        using var arena = new Arena();
        var empty = arena.Append(default);
        empty.IsEmpty.ShouldBeTrue();
        empty.IsAbsent.ShouldBeFalse();
        default(Slice).IsAbsent.ShouldBeTrue();
        arena.Reset();
        arena.Append("x"u8).Start.ShouldBe(1);
    }

    [Fact]
    public void What_is_reserved_counts_when_it_is_committed()
    {
        using var arena = new Arena(256);
        arena.ReserveMemory(10_000).Length.ShouldBeGreaterThanOrEqualTo(10_000);
        "abc"u8.CopyTo(arena.Reserve(3));
        arena[arena.Commit(3)].SequenceEqual("abc"u8).ShouldBeTrue();
        arena.Length.ShouldBe(4);
    }

    [Fact]
    public void A_writer_writes_what_it_is_told()
    {
        using var output = new ByteWriter(1);
        output.WriteNumber(long.MinValue);
        output.Write((byte)' ');
        output.WriteBoolean(true);
        output.WriteBoolean(false);
        output.WriteEscaped("a\\n"u8);
        output.WriteString("\"é"u8);
        output.WriteString("x");
        Encoding.UTF8.GetString(output.Written).ShouldBe("-9223372036854775808 truefalse\"a\\n\"\"\\\"é\"\"x\"");
        output.Truncate(3);
        output.Length.ShouldBe(3);
        output.Truncate(99);
        output.Length.ShouldBe(3);
        output.Write(new byte[100_000]);
        output.WrittenMemory.Length.ShouldBe(100_003);
    }

    [Fact]
    public void A_writer_can_be_used_again_after_it_was_given_back()
    {
        var output = new ByteWriter();
        output.Write("x"u8);
        output.Dispose();
        output.Dispose();
        output.Length.ShouldBe(0);
        output.Write("y"u8);
        output.Written.SequenceEqual("y"u8).ShouldBeTrue();
        output.Dispose();
    }
}
