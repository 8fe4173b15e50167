namespace Iris.Server.Tests;

/// <summary>
/// A clock on which one time limit is over as soon as it is set, and everything else takes its time: how long the work takes, and how late
/// a busy machine's timers are, does not matter. Thread-safe.
/// </summary>
/// <param name="limit">Which limit it is, told from all others by its length.</param>
internal sealed class ExpiringClock(TimeSpan limit) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ExpiringTimer(limit, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ExpiringTimer(TimeSpan limit, TimerCallback callback, object? state) : ITimer
    {
        private readonly ITimer _ordinary = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != limit)
            {
                return _ordinary.Change(dueTime, period);
            }

            callback(state);
            return true;
        }

        public void Dispose() => _ordinary.Dispose();

        public ValueTask DisposeAsync() => _ordinary.DisposeAsync();
    }
}
