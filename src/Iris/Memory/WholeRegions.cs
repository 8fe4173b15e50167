using System.Numerics;

namespace Iris.Memory;

/// <summary>
/// Blocks with a region each, some of which are kept for the next request. A block ends where its region ends, so that whoever writes past it meets
/// the inaccessible page behind. Thread-safe.
/// </summary>
/// <param name="regions">Where the regions come from.</param>
/// <param name="maxKeptBytes">How much is kept at most: <see cref="MaxKeptBlockBytes"/> or more.</param>
internal sealed unsafe class WholeRegions(LockedRegions regions, long maxKeptBytes)
{
    /// <summary>A larger block is not kept.</summary>
    public const int MaxKeptBlockBytes = 32 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly List<(nint Start, nuint Bytes)> _kept = [];
    private nuint _keptBytes;

    /// <summary>The length of the region for a block: four to each power of two, lest much of what may be locked be wasted.</summary>
    public static nuint LengthFor(nuint bytes)
    {
        nuint step = Math.Max(((nuint)1 << BitOperations.Log2(bytes - 1)) / 4, (nuint)Environment.SystemPageSize);
        return (bytes + step - 1) & ~(step - 1);
    }

    /// <summary>All of the region that a block is in.</summary>
    public static Span<byte> RegionOf(void* block, nuint bytes) => new((byte*)block - Offset(bytes), checked((int)LengthFor(bytes)));

    /// <summary>Hands out a zeroed block, or null when the system has no memory to give.</summary>
    public void* Take(nuint bytes)
    {
        nuint length = LengthFor(bytes);
        lock (_lock)
        {
            for (int i = _kept.Count - 1; i >= 0; i--)
            {
                if (_kept[i].Bytes == length)
                {
                    return (byte*)Remove(i) + Offset(bytes);
                }
            }
        }

        byte* region = (byte*)regions.Map(length);
        return region is null ? null : region + Offset(bytes);
    }

    /// <summary>Takes back a block that has been zeroed.</summary>
    public void GiveBack(void* block, nuint bytes)
    {
        nuint length = LengthFor(bytes);
        byte* region = (byte*)block - Offset(bytes);
        if (length > MaxKeptBlockBytes)
        {
            regions.Unmap(region, length);
            return;
        }

        lock (_lock)
        {
            while (_keptBytes + length > (nuint)maxKeptBytes)
            {
                UnmapOldest();
            }

            _kept.Add(((nint)region, length));
            _keptBytes += length;
        }
    }

    /// <summary>Unmaps what is kept.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            while (_kept.Count > 0)
            {
                UnmapOldest();
            }
        }
    }

    // Of a block in its region. Behind the block are less bytes than its alignment.
    private static nuint Offset(nuint bytes) => (LengthFor(bytes) - bytes) & ~((nuint)SensitivePool.Alignment - 1);

    private void UnmapOldest()
    {
        nuint length = _kept[0].Bytes;
        regions.Unmap((void*)Remove(0), length);
    }

    private nint Remove(int index)
    {
        (nint start, nuint length) = _kept[index];
        _kept.RemoveAt(index);
        _keptBytes -= length;
        return start;
    }
}
