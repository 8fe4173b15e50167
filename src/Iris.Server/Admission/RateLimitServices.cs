using System.Globalization;
using System.Threading.RateLimiting;
using Iris.Server.Access;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>
/// Registers the limit on requests: a token bucket for each client. Whoever has valid credentials is counted by them alone, everybody else
/// by address; so are those whose credentials are wrong.
/// </summary>
internal static class RateLimitServices
{
    /// <summary>What tells a client how much it may ask at all, and how much at the moment: draft-ietf-httpapi-ratelimit-headers-11.</summary>
    public const string PolicyHeader = "RateLimit-Policy";

    /// <summary>The second of the two.</summary>
    public const string LimitHeader = "RateLimit";

    public static void AddIrisRateLimit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<RateLimitOptions, RateLimitOptionsValidator>(configuration, RateLimitOptions.Section);
        services.AddSingleton<CountedBuckets>();
        services.AddSingleton<Buckets>();
        services.AddRateLimiter(static _ => { });
        services.AddOptions<RateLimiterOptions>().Configure<Buckets, CountedBuckets>(static (limiter, buckets, counted) =>
        {
            limiter.GlobalLimiter = CreateLimiter(buckets, counted);
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                TimeSpan wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan retryAfter) ? retryAfter : default;
                int seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
                HttpResponse response = rejected.HttpContext.Response;
                response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                Tell(response, BucketOf(rejected.HttpContext, buckets), remaining: 0, seconds);
                return ValueTask.CompletedTask;
            };
        });
    }

    public static void UseIrisRateLimit(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<RateLimitOptions>>().Value.Enabled)
        {
            return;
        }

        PartitionedRateLimiter<HttpContext> limiter = app.Services.GetRequiredService<IOptions<RateLimiterOptions>>().Value.GlobalLimiter!;
        Buckets buckets = app.Services.GetRequiredService<Buckets>();
        app.UseRateLimiter();
        app.Use((context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null)
            {
                Bucket bucket = BucketOf(context, buckets);
                long remaining = Math.Min(limiter.GetStatistics(context)?.CurrentAvailablePermits ?? 0, bucket.Burst);
                Tell(context.Response, bucket, remaining, SecondsFor(bucket.Burst - remaining, bucket));
            }

            return next(context);
        });
    }

    // The framework drops the buckets of clients that have been idle.
    private static PartitionedRateLimiter<HttpContext> CreateLimiter(Buckets buckets, CountedBuckets counted) =>
        PartitionedRateLimiter.Create<HttpContext, Bucket>(context =>
            RateLimitPartition.Get(BucketOf(context, buckets), bucket => counted.Create(new TokenBucketRateLimiterOptions
            {
                TokenLimit = bucket.Burst,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / bucket.PerSecond),
                QueueLimit = 0,
            })));

    // Asking for the user itself would make one for each request that has none.
    private static Bucket BucketOf(HttpContext context, Buckets buckets) =>
        context.Features.Get<IHttpAuthenticationFeature>()?.User?.Identity is ClientIdentity client ? client.Bucket : buckets.Of(context.Connection.RemoteIpAddress);

    // As the answer starts, lest that of an error loses them again. The time is that until the bucket is full, or for whoever is refused
    // until there is something in it.
    private static void Tell(HttpResponse response, Bucket bucket, long remaining, long seconds)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string policy = string.Create(culture, $"\"default\";q={bucket.Burst};w={SecondsFor(bucket.Burst, bucket)}");
        string limit = string.Create(culture, $"\"default\";r={remaining};t={seconds}");
        response.OnStarting(() =>
        {
            response.Headers[PolicyHeader] = policy;
            response.Headers[LimitHeader] = limit;
            return Task.CompletedTask;
        });
    }

    private static long SecondsFor(long requests, Bucket bucket) => (requests + bucket.PerSecond - 1) / bucket.PerSecond;
}
