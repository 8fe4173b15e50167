namespace Iris.Memory;

/// <summary>Blocks of one size, carved from regions. Thread-safe.</summary>
/// <param name="regions">Where the regions come from.</param>
/// <param name="blockBytes">The size: a power of two.</param>
internal sealed unsafe class CarvedBlocks(LockedRegions regions, int blockBytes)
{
    /// <summary>The length of a region: a page, on the systems with the largest.</summary>
    public const int RegionBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly List<nint> _mapped = [];

    // Beside the blocks, not in them as a C library would have it: what is free is zero from its first byte to its last.
    private readonly Stack<nint> _free = [];

    private int BlocksPerRegion => RegionBytes / blockBytes;

    /// <summary>Hands out a zeroed block, or null when the system has no memory to give.</summary>
    public void* Take()
    {
        lock (_lock)
        {
            if (_free.Count == 0)
            {
                Carve();
            }

            return _free.TryPop(out nint block) ? (void*)block : null;
        }
    }

    /// <summary>Takes back a block that has been zeroed.</summary>
    public void GiveBack(void* block)
    {
        lock (_lock)
        {
            _free.Push((nint)block);
        }
    }

    /// <summary>Unmaps the regions when none of their blocks is in use.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            if (_free.Count == _mapped.Count * BlocksPerRegion)
            {
                foreach (nint region in _mapped)
                {
                    regions.Unmap((void*)region, RegionBytes);
                }

                _mapped.Clear();
                _free.Clear();
            }
        }
    }

    private void Carve()
    {
        // Room for all blocks there are, so that giving one back, which a finalizer does too, never allocates.
        _mapped.EnsureCapacity(_mapped.Count + 1);
        _free.EnsureCapacity((_mapped.Count + 1) * BlocksPerRegion);
        nint region = (nint)regions.Map(RegionBytes);
        if (region != 0)
        {
            _mapped.Add(region);
            for (int at = RegionBytes - blockBytes; at >= 0; at -= blockBytes)
            {
                _free.Push(region + at);
            }
        }
    }
}
