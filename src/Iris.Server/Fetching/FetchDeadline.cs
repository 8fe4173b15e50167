namespace Iris.Server.Fetching;

/// <summary>The time that a fetch may still take: never more than there is in all, and less for a part of it.</summary>
internal sealed class FetchDeadline : IDisposable
{
    private readonly TimeSpan _total;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;

    /// <param name="total">How long the fetch may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it sooner.</param>
    public FetchDeadline(TimeSpan total, TimeProvider time, CancellationToken cancellationToken)
    {
        _total = total;
        _time = time;
        _start = time.GetTimestamp();
        _limit = new CancellationTokenSource(total, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellationToken);
    }

    /// <summary>Is cancelled when the time is up.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Gives the next part so much time from now on, and cancels at once if that is none.</summary>
    public void Allow(TimeSpan part)
    {
        TimeSpan left = _total - _time.GetElapsedTime(_start);
        TimeSpan time = part < left ? part : left;
        _limit.CancelAfter(time > TimeSpan.Zero ? time : TimeSpan.Zero);
    }

    public void Dispose()
    {
        _either.Dispose();
        _limit.Dispose();
    }
}
