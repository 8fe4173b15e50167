namespace Iris.Server.Diagnostics;

/// <summary>
/// Counts requests in total and in the last second, minute and hour. Constant memory: a ring of counters, one for each tenth of a
/// second of the last hour, so that a window is right to a tenth of a second. Thread-safe.
/// </summary>
internal sealed class RequestStatistics(TimeProvider time)
{
    private const int SlotsPerSecond = 10;
    private const int SlotsPerMinute = 60 * SlotsPerSecond;
    private const int SlotsPerHour = 60 * SlotsPerMinute;

    private readonly Lock _lock = new();
    private readonly int[] _slots = new int[SlotsPerHour];
    private readonly long _start = time.GetTimestamp();
    private long _newestSlot;
    private long _total;

    public void Count()
    {
        lock (_lock)
        {
            _slots[MoveOn() % SlotsPerHour]++;
            _total++;
        }
    }

    public RequestCounts Read()
    {
        lock (_lock)
        {
            MoveOn();
            return new(_total, CountLast(SlotsPerSecond), CountLast(SlotsPerMinute), CountLast(SlotsPerHour));
        }
    }

    // Clears the slots that have come round since the last call.
    private long MoveOn()
    {
        long now = (long)(time.GetElapsedTime(_start).TotalSeconds * SlotsPerSecond);
        for (long slot = Math.Max(_newestSlot + 1, now - SlotsPerHour + 1); slot <= now; slot++)
        {
            _slots[slot % SlotsPerHour] = 0;
        }

        _newestSlot = Math.Max(_newestSlot, now);
        return _newestSlot;
    }

    private long CountLast(int slots)
    {
        long count = 0;
        for (long slot = Math.Max(0, _newestSlot - slots + 1); slot <= _newestSlot; slot++)
        {
            count += _slots[slot % SlotsPerHour];
        }

        return count;
    }
}
