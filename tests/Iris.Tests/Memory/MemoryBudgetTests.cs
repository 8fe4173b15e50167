using System.Buffers;
using Iris.Memory;

namespace Iris.Tests.Memory;

public sealed class MemoryBudgetTests
{
    [Fact]
    public void As_much_may_be_reserved_as_there_is_and_not_a_byte_more()
    {
        var budget = new MemoryBudget(100);

        Assert.True(budget.TryReserve(60));
        Assert.True(budget.HasRoomFor(40));
        Assert.False(budget.HasRoomFor(41));
        Assert.False(budget.TryReserve(41));
        Assert.True(budget.TryReserve(40));
        Assert.False(budget.TryReserve(1));
        budget.Release(60);
        Assert.True(budget.TryReserve(60));
        Assert.Equal(100, budget.ReservedBytes);
    }

    [Fact]
    public void A_share_leaves_as_much_to_others_as_it_has()
    {
        var whole = new MemoryBudget(120);
        MemoryBudget one = new(whole), other = new(whole), third = new(whole);

        Assert.False(one.TryReserve(61));
        Assert.True(one.TryReserve(60));
        Assert.False(one.TryReserve(1));
        Assert.False(other.HasRoomFor(31));
        Assert.False(other.TryReserve(31));
        Assert.Equal(0, other.ReservedBytes);
        Assert.True(other.TryReserve(30));
        Assert.True(third.TryReserve(15));
        Assert.Equal(105, whole.ReservedBytes);
        one.Release(60);
        Assert.Equal(45, whole.ReservedBytes);
        Assert.True(other.TryReserve(22));
        Assert.False(other.TryReserve(1));
    }

    [Fact]
    public void Nothing_is_lost_or_given_twice_where_many_reserve()
    {
        var whole = new MemoryBudget(10);
        MemoryBudget[] parts = [new(whole), new(whole)];
        int most = 0, held = 0;
        Parallel.For(0, 20_000, i =>
        {
            if (parts[i % 2].TryReserve(1 + (i % 3)))
            {
                int now = Interlocked.Add(ref held, 1 + (i % 3));
                for (int seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
                {
                    Interlocked.CompareExchange(ref most, now, seen);
                }

                Interlocked.Add(ref held, -1 - (i % 3));
                parts[i % 2].Release(1 + (i % 3));
            }
        });

        Assert.InRange(most, 1, 10);
        Assert.Equal(0, whole.ReservedBytes);
        Assert.All(parts, part => Assert.Equal(0, part.ReservedBytes));
    }

    [Fact]
    public void A_buffer_counts_for_as_long_as_it_lives_and_twice_while_it_grows()
    {
        const int Kilobyte = 1024;
        var budget = new MemoryBudget(200 * Kilobyte);
        var buffer = new GrowingBuffer(0, 1000 * Kilobyte, budget);
        Assert.True(buffer.TryAppend(new ReadOnlySequence<byte>(new byte[64 * Kilobyte])));
        Assert.Equal(64 * Kilobyte, budget.ReservedBytes);
        Assert.True(buffer.TryAppend(new ReadOnlySequence<byte>(new byte[1])));
        Assert.Equal(128 * Kilobyte, budget.ReservedBytes);

        // Another 256 KiB do not fit; what is there stays.
        Assert.Throws<MemoryBudgetException>(() => buffer.TryAppend(new ReadOnlySequence<byte>(new byte[64 * Kilobyte])));
        Assert.Equal((64 * Kilobyte) + 1, buffer.Written.Length);
        Assert.Equal(128 * Kilobyte, budget.ReservedBytes);

        buffer.Dispose();
        buffer.Dispose();
        Assert.Equal(0, budget.ReservedBytes);
    }

    [Fact]
    public void A_buffer_that_finds_no_room_leaves_nothing_reserved()
    {
        var budget = new MemoryBudget(10);

        Assert.Throws<MemoryBudgetException>(() => new GrowingBuffer(11, 100, budget));
        Assert.Equal(0, budget.ReservedBytes);
    }
}
