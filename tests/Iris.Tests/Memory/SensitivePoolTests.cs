using System.Runtime.InteropServices;
using Iris.Imaging;
using Iris.Memory;

namespace Iris.Tests.Memory;

public sealed unsafe partial class SensitivePoolTests
{
    private const string Locked = "lo";
    private const string LeftOutOfDumps = "dd";
    private const string Readable = "rd";
    private const string Writable = "wr";

    private readonly SensitivePool _pool;

    public SensitivePoolTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The pool is for Linux.");
        _pool = new();
    }

    // Every class and the first length past it, from the smallest to the largest region that is kept.
    public static TheoryData<int> Lengths =>
        [0, 1, .. Enumerable.Range(6, 15).SelectMany(power => (int[])[1 << power, (1 << power) + 1]), 81_920, 81_921, 5_000_000, WholeRegions.MaxKeptBlockBytes];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_block_is_aligned_and_zero_also_the_second_time(int length)
    {
        for (int i = 0; i < 2; i++)
        {
            byte* block = Allocate(length);
            Assert.Equal(0, (nint)block % SensitivePool.Alignment);
            Assert.False(Bytes(block, length).ContainsAnyExcept((byte)0));
            Bytes(block, length).Fill(0xA5);
            _pool.Free(block, (nuint)length);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_block_that_is_kept_is_zero_from_its_first_byte_to_its_last(int length)
    {
        byte* block = Allocate(length);
        Bytes(block, length).Fill(0xA5);
        _pool.Free(block, (nuint)length);

        Assert.False(Bytes(block, length).ContainsAnyExcept((byte)0));
        Assert.InRange(_pool.Protection.MappedBytes, length, long.MaxValue);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(SensitivePool.MaxCarvedBytes)]
    [InlineData(SensitivePool.MaxCarvedBytes + 1)]
    [InlineData(5_000_000)]
    [InlineData(WholeRegions.MaxKeptBlockBytes + 1)]
    public void A_block_is_left_out_of_dumps_and_locked_when_the_pool_says_so(int length)
    {
        byte* block = Allocate(length);
        Bytes(block, length).Fill(0xA5);

        string[] first = MappedMemory.FlagsAt((nint)block);
        string[] last = MappedMemory.FlagsAt((nint)block + length - 1);

        MemoryProtection protection = _pool.Protection;
        Assert.Contains(LeftOutOfDumps, first);
        Assert.Contains(LeftOutOfDumps, last);
        Assert.True(protection.IsExcludedFromDumps);
        Assert.Equal(protection.LockedBytes == protection.MappedBytes, first.Contains(Locked));
        Assert.Equal(first.Contains(Locked), last.Contains(Locked));
        Assert.Equal(protection.Refusal == LockRefusal.None, first.Contains(Locked));
        _pool.Free(block, (nuint)length);
    }

    // The alignment leaves up to 63 bytes between a block and the page behind it.
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(4_096)]
    [InlineData(SensitivePool.MaxCarvedBytes)]
    [InlineData(SensitivePool.MaxCarvedBytes + 1)]
    [InlineData(90_000)]
    [InlineData(5_000_000)]
    [InlineData(WholeRegions.MaxKeptBlockBytes + 1)]
    public void Behind_a_guarded_block_and_before_its_region_nothing_can_be_read_or_written(int length)
    {
        for (int i = 0; i < 2; i++)
        {
            byte* block = (byte*)_pool.Allocate((nuint)length, isGuarded: true);
            nint behind = (nint)block + ((length + SensitivePool.Alignment - 1) & ~(SensitivePool.Alignment - 1));
            nint region = behind - (nint)WholeRegions.LengthFor((nuint)length);

            Assert.Contains(Writable, MappedMemory.FlagsAt(behind - 1));
            AssertInaccessible(behind);
            Assert.Contains(Writable, MappedMemory.FlagsAt(region));
            AssertInaccessible(region - 1);
            _pool.Free(block, (nuint)length, isGuarded: true);
        }
    }

    [Fact]
    public void Behind_the_pixels_of_a_picture_nothing_can_be_read_or_written()
    {
        foreach ((int width, int height) in (ReadOnlySpan<(int, int)>)[(1, 1), (20, 15), (640, 480), (1000, 750)])
        {
            using var picture = new Picture(width, height);
            nint end = picture.Address + (picture.Stride * height);

            // Not further behind the pixels than the alignment.
            AssertInaccessible(end + SensitivePool.Alignment - 1);
        }
    }

    [Fact]
    public void A_buffer_comes_from_such_memory()
    {
        using var buffer = new SensitiveBuffer<float>(1_000);
        string[] flags = MappedMemory.FlagsAt(buffer.Address);
        Assert.Contains(LeftOutOfDumps, flags);
        if (SensitiveMemory.Protection.Refusal == LockRefusal.None)
        {
            Assert.Contains(Locked, flags);
        }
    }

    [Fact]
    public void What_may_not_be_locked_is_said_not_to_be()
    {
        // On a thread of its own, which gives up the right to exceed the limit; ordinary users have none.
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                AssertLimitIsTold();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw failure;
        }
    }

    [Fact]
    public void Trimming_gives_back_what_is_not_in_use()
    {
        byte* small = Allocate(100);
        byte* used = Allocate(200);
        byte* large = Allocate(100_000);
        byte* largeInUse = Allocate(200_000);
        Bytes(used, 200).Fill(1);
        Bytes(largeInUse, 200_000).Fill(1);
        long mapped = _pool.Protection.MappedBytes;
        _pool.Free(small, 100);
        _pool.Free(large, 100_000);

        _pool.Trim();

        Assert.Equal(mapped - CarvedBlocks.RegionBytes - (long)WholeRegions.LengthFor(100_000), _pool.Protection.MappedBytes);
        Assert.False(Bytes(used, 200).ContainsAnyExcept((byte)1));
        Assert.False(Bytes(largeInUse, 200_000).ContainsAnyExcept((byte)1));
        _pool.Free(used, 200);
        _pool.Free(largeInUse, 200_000);
        _pool.Trim();
        Assert.Equal((0, 0), (_pool.Protection.MappedBytes, _pool.Protection.LockedBytes));
    }

    [Fact]
    public void What_is_trimmed_is_unmapped()
    {
        // So large that no other test fills the gap, from its end downwards, before it has been looked at.
        const int Length = 31 * 1024 * 1024;
        byte* block = Allocate(Length);
        Assert.Contains(LeftOutOfDumps, MappedMemory.FlagsAt((nint)block));
        _pool.Free(block, Length);

        _pool.Trim();

        Assert.DoesNotContain(Locked, MappedMemory.FlagsAt((nint)block));
        Assert.Equal(0, _pool.Protection.MappedBytes);
    }

    [Fact]
    public void No_more_is_kept_than_the_bound()
    {
        const int Length = 10_000_000;
        var regions = new LockedRegions();
        var pool = new WholeRegions(regions, WholeRegions.MaxKeptBlockBytes);
        nint[] blocks = [.. Enumerable.Range(0, 5).Select(_ => (nint)pool.Take(Length))];
        foreach (nint block in blocks)
        {
            pool.GiveBack((void*)block, Length);
        }

        Assert.InRange(regions.Describe().MappedBytes, Length, WholeRegions.MaxKeptBlockBytes);
        pool.Trim();
    }

    [Fact]
    public void A_region_wastes_no_more_than_a_quarter()
    {
        for (int length = SensitivePool.MaxCarvedBytes + 1; length < 40_000_000; length += length / 77)
        {
            long region = (long)WholeRegions.LengthFor((nuint)length);
            Assert.InRange(region, length, (length * 5L / 4) + Environment.SystemPageSize);
            Assert.Equal(0, region % Environment.SystemPageSize);
        }
    }

    [Fact]
    public void Memory_that_the_system_does_not_have_is_refused() =>
        Assert.ThrowsAny<OutOfMemoryException>(() => (nint)_pool.Allocate((nuint)1 << 47));

    [Fact]
    public void Threads_never_share_a_block_and_never_see_what_was_in_it()
    {
        const int Rounds = 2_000;
        int faults = 0;
        Parallel.For(0, 8, seed =>
        {
            var random = new Random(seed);
            var held = new Queue<(nint Block, int Length)>();
            for (int i = 0; i < Rounds; i++)
            {
                int length = 1 << random.Next(18);
                length += random.Next(length);
                byte* block = Allocate(length);
                if (Bytes(block, length).ContainsAnyExcept((byte)0))
                {
                    Interlocked.Increment(ref faults);
                }

                Bytes(block, length).Fill((byte)(seed + 1));
                held.Enqueue(((nint)block, length));
                if (held.Count == 10)
                {
                    Release(held.Dequeue());
                }

                if (i % 100 == 0)
                {
                    _pool.Trim();
                }
            }

            while (held.TryDequeue(out (nint, int) last))
            {
                Release(last);
            }

            void Release((nint Block, int Length) held)
            {
                if (Bytes((byte*)held.Block, held.Length).ContainsAnyExcept((byte)(seed + 1)))
                {
                    Interlocked.Increment(ref faults);
                }

                _pool.Free((void*)held.Block, (nuint)held.Length);
            }
        });

        _pool.Trim();
        Assert.Equal((0, 0L), (faults, _pool.Protection.MappedBytes));
    }

    private static void AssertLimitIsTold()
    {
        // Version 3 of the structure, this thread, no capability in force.
        Assert.Equal(0, SetCapabilities([0x20080522, 0], [0, 0, 0, 0, 0, 0]));
        var pool = new SensitivePool();
        long limit = pool.Protection.LockLimitBytes;
        Assert.SkipWhen(limit > int.MaxValue / 2, "Everybody may lock more than can be asked for here.");
        nuint length = (nuint)limit + 1;
        byte* block = (byte*)pool.Allocate(length);
        block[0] = 1;

        Assert.Equal(limit == 0 ? LockRefusal.NotPermitted : LockRefusal.LimitReached, pool.Protection.Refusal);
        Assert.InRange(pool.Protection.UnlockedBytes, (long)length, pool.Protection.MappedBytes);
        string[] flags = MappedMemory.FlagsAt((nint)block);
        Assert.DoesNotContain(Locked, flags);
        Assert.Contains(LeftOutOfDumps, flags);

        pool.Free(block, length);
        pool.Trim();
        Assert.Equal((0, 0), (pool.Protection.MappedBytes, pool.Protection.UnlockedBytes));
    }

    private static void AssertInaccessible(nint address)
    {
        string[] flags = MappedMemory.FlagsAt(address);
        Assert.NotEmpty(flags);
        Assert.DoesNotContain(Readable, flags);
        Assert.DoesNotContain(Writable, flags);
    }

    private byte* Allocate(int length) => (byte*)_pool.Allocate((nuint)length);

    private static Span<byte> Bytes(byte* block, int length) => new(block, length);

    [LibraryImport("libc", EntryPoint = "capset")]
    private static partial int SetCapabilities(int[] header, int[] sets);
}
