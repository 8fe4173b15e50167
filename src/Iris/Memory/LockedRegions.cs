using System.Runtime.InteropServices;

namespace Iris.Memory;

/// <summary>
/// Memory mapped straight from Linux: zero, locked against swapping as far as the process may, left out of core dumps and of forked
/// children. The page before each region and the one behind it are inaccessible: whoever writes into them ends the process. Thread-safe.
/// </summary>
internal sealed unsafe partial class LockedRegions
{
    private static readonly nuint Guard = (nuint)Environment.SystemPageSize;

    private readonly Lock _lock = new();

    // Empty where everything can be locked.
    private readonly HashSet<nint> _unlocked = [];
    private long _mapped;
    private long _locked;
    private LockRefusal _refusal;
    private bool _isExcludedFromDumps = true;

    /// <summary>How many bytes the process may lock; <see cref="long.MaxValue"/> without a limit.</summary>
    public long LockLimit { get; } = RaiseLimit();

    /// <summary>Maps a region.</summary>
    /// <param name="bytes">Its length, a multiple of the system's page.</param>
    /// <returns>Its start, or null when the system has no memory to give.</returns>
    public void* Map(nuint bytes)
    {
        void* start = MapGuarded(bytes);
        if (start is null)
        {
            return null;
        }

        bool isExcluded = Advise(start, bytes, DontDump) == 0 & Advise(start, bytes, DontFork) == 0;
        LockRefusal refusal = LockPages(start, bytes);
        lock (_lock)
        {
            _isExcludedFromDumps &= isExcluded;
            _mapped += (long)bytes;
            if (refusal == LockRefusal.None)
            {
                _locked += (long)bytes;
            }
            else
            {
                _refusal = refusal;
                _unlocked.Add((nint)start);
            }
        }

        return start;
    }

    /// <summary>Gives a region back to the system.</summary>
    public void Unmap(void* start, nuint bytes)
    {
        lock (_lock)
        {
            // Before another thread can be given the same addresses.
            _mapped -= (long)bytes;
            if (!_unlocked.Remove((nint)start))
            {
                _locked -= (long)bytes;
            }
        }

        _ = UnmapMemory((byte*)start - Guard, bytes + (2 * Guard));
    }

    public MemoryProtection Describe()
    {
        lock (_lock)
        {
            return new(_mapped, _locked, LockLimit, _refusal, _isExcludedFromDumps);
        }
    }

    private static void* MapGuarded(nuint bytes)
    {
        void* start = MapMemory(null, bytes + (2 * Guard), NoAccess, PrivateAndAnonymous, -1, 0);
        if ((nint)start == MapFailed)
        {
            return null;
        }

        byte* region = (byte*)start + Guard;
        if (ProtectMemory(region, bytes, ReadAndWrite) == 0)
        {
            return region;
        }

        _ = UnmapMemory(start, bytes + (2 * Guard));
        return null;
    }

    // On fault: pages are locked when they are first touched, so that a large region costs no more than what is used of it.
    private static LockRefusal LockPages(void* start, nuint bytes)
    {
        int result;
        try
        {
            result = LockMemoryOnFault(start, bytes, OnFault);
        }
        catch (EntryPointNotFoundException)
        {
            result = LockMemory(start, bytes);
        }

        if (result == 0)
        {
            return LockRefusal.None;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            NotPermitted => LockRefusal.NotPermitted,
            NoSuchCall => LockRefusal.NotSupported,
            _ => LockRefusal.LimitReached,
        };
    }

    // Ordinary users may lock 8 MiB, and often more if they ask. Who may lock more than the limit is found out by doing it.
    private static long RaiseLimit()
    {
        if (GetLimit(LockedMemory, out Limit limit) != 0)
        {
            return 0;
        }

        if (limit.Soft < limit.Hard && SetLimit(LockedMemory, limit with { Soft = limit.Hard }) == 0)
        {
            limit = limit with { Soft = limit.Hard };
        }

        if (limit.Soft > long.MaxValue || MayExceed((nuint)limit.Soft))
        {
            return long.MaxValue;
        }

        return (long)limit.Soft;
    }

    private static bool MayExceed(nuint limit)
    {
        nuint bytes = limit + (nuint)Environment.SystemPageSize;
        void* start = MapMemory(null, bytes, NoAccess, PrivateAndAnonymous, -1, 0);
        if ((nint)start == MapFailed)
        {
            return false;
        }

        bool isLocked = LockPages(start, bytes) == LockRefusal.None;
        _ = UnmapMemory(start, bytes);
        return isLocked;
    }
}
