using System.Threading.RateLimiting;

namespace Iris.Server.Admission;

/// <summary>Makes the token buckets of the limit on requests and counts them, which the framework's table tells nobody. Thread-safe.</summary>
internal sealed class CountedBuckets
{
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Makes a bucket. The framework's table refills it, and disposes of it when it has been idle.</summary>
    /// <param name="options">What it holds and how fast it fills.</param>
    public RateLimiter Create(TokenBucketRateLimiterOptions options)
    {
        options.AutoReplenishment = false;
        Interlocked.Increment(ref _count);
        return new CountedBucket(this, new TokenBucketRateLimiter(options));
    }

    private sealed class CountedBucket(CountedBuckets buckets, TokenBucketRateLimiter bucket) : ReplenishingRateLimiter
    {
        private int _isCounted = 1;

        public override TimeSpan? IdleDuration => bucket.IdleDuration;

        public override bool IsAutoReplenishing => bucket.IsAutoReplenishing;

        public override TimeSpan ReplenishmentPeriod => bucket.ReplenishmentPeriod;

        public override RateLimiterStatistics? GetStatistics() => bucket.GetStatistics();

        public override bool TryReplenish() => bucket.TryReplenish();

        protected override RateLimitLease AttemptAcquireCore(int permitCount) => bucket.AttemptAcquire(permitCount);

        protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
            bucket.AcquireAsync(permitCount, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            bucket.Dispose();
            Interlocked.Add(ref buckets._count, -Interlocked.Exchange(ref _isCounted, 0));
            base.Dispose(disposing);
        }

        protected override ValueTask DisposeAsyncCore()
        {
            Dispose(disposing: true);
            return base.DisposeAsyncCore();
        }
    }
}
