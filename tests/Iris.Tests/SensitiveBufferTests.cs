using Iris.Memory;

namespace Iris.Tests;

public sealed unsafe class SensitiveBufferTests
{
    [Fact]
    public void A_buffer_is_zero_when_it_is_handed_out()
    {
        using var buffer = new SensitiveBuffer<byte>(10_000);
        Assert.False(buffer.Span.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Released_memory_no_longer_holds_what_was_in_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere released memory need not be there any more.");

        // A neighbour from the same region, so that the memory stays mapped whatever else runs.
        using var neighbour = new SensitiveBuffer<byte>(512);
        var buffer = new SensitiveBuffer<byte>(512);
        using var otherNeighbour = new SensitiveBuffer<byte>(512);
        ReadOnlySpan<byte> secret = "what was in it"u8;
        secret.CopyTo(buffer.Span[100..]);
        var memory = new ReadOnlySpan<byte>((byte*)buffer.Address, 512);
        Assert.Equal(100, memory.IndexOf(secret));

        buffer.Dispose();

        // Another test may have been handed it meanwhile, but not with this in it.
        Assert.Equal(-1, memory.IndexOf(secret));
    }

    [Fact]
    public void A_buffer_is_aligned_for_vectors()
    {
        foreach (int length in (ReadOnlySpan<int>)[0, 1, 63, 1000])
        {
            using var buffer = new SensitiveBuffer<byte>(length);
            Assert.Equal(0, buffer.Address % 64);
            Assert.Equal((length, length), (buffer.Length, buffer.Span.Length));
        }
    }

    [Fact]
    public void A_buffer_may_be_released_twice()
    {
        var buffer = new SensitiveBuffer<float>(4);
        buffer.Dispose();
        buffer.Dispose();
    }

    [Fact]
    public void A_released_buffer_cannot_be_read()
    {
        var buffer = new SensitiveBuffer<float>(4);
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => buffer.Address);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData((0X7FFFFFC7 / sizeof(double)) + 1)]
    [InlineData(int.MaxValue)]
    public void A_buffer_of_an_impossible_length_is_refused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SensitiveBuffer<double>(length));

    [Fact]
    public void A_forgotten_buffer_is_counted_as_a_leak()
    {
        long before = SensitiveMemory.Leaked;
        DeliberateLeaks.Leak(3);

        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.InRange(SensitiveMemory.Leaked, before + 3, long.MaxValue);
    }

    [Fact]
    public void A_list_zeroes_what_it_drops()
    {
        using var list = new SensitiveList<int>(3);
        list.Add(7);
        list.Add(8);
        list.Add(9);
        Assert.True(list.IsFull);
        Span<int> all = list.Items;

        list.Truncate(1);

        Assert.Equal([7], list.Items.ToArray());
        Assert.Equal([7, 0, 0], all.ToArray());
        Assert.False(list.IsFull);
    }

    [Fact]
    public void A_list_takes_no_more_than_it_can_hold()
    {
        using var list = new SensitiveList<int>(1);
        list.Add(1);
        Assert.Throws<IndexOutOfRangeException>(() => list.Add(2));
    }
}
