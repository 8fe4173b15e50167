using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Iris.Memory;

namespace Iris.Tests;

public sealed unsafe class SensitiveBufferTests
{
    // Small enough that the C library keeps a freed block in the freeing thread's own list, mapped and otherwise untouched.
    private const int BlockBytes = 512;

    // What the C library itself may write into a block that it keeps.
    private const int Bookkeeping = 64;

    [Fact]
    public void A_buffer_is_zero_when_it_is_handed_out()
    {
        using var buffer = new SensitiveBuffer<byte>(10_000);
        Assert.False(buffer.Span.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Released_memory_no_longer_holds_what_was_in_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux's C library is known to keep a small freed block mapped.");
        byte[] secret = new byte[16];
        new Random(1).NextBytes(secret);

        // The control shows that the test would see what is left: a block that is freed without zeroing it keeps the secret.
        Assert.SkipUnless(Remains(FreePlainBlock(secret), secret), "This C library overwrites freed blocks by itself.");
        Assert.False(Remains(ReleaseBuffer(secret), secret));
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint FreePlainBlock(byte[] secret)
    {
        void* block = NativeMemory.AlignedAlloc(BlockBytes, 64);
        Fill(new Span<byte>(block, BlockBytes), secret);
        NativeMemory.AlignedFree(block);
        return (nint)block;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint ReleaseBuffer(byte[] secret)
    {
        using var buffer = new SensitiveBuffer<byte>(BlockBytes);
        Fill(buffer.Span, secret);
        return buffer.Address;
    }

    private static void Fill(Span<byte> block, byte[] secret)
    {
        for (int i = 0; i < block.Length; i += secret.Length)
        {
            secret.CopyTo(block[i..]);
        }
    }

    private static bool Remains(nint freed, byte[] secret) =>
        new ReadOnlySpan<byte>((byte*)freed + Bookkeeping, BlockBytes - Bookkeeping).IndexOf(secret) >= 0;
}
