using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>
/// Registers the limit on requests: a token bucket for each client address. There are never more buckets than <see cref="Slots"/>, however
/// many addresses ask, so that the table cannot be filled up; two clients may share one.
/// </summary>
internal static class RateLimitServices
{
    /// <summary>
    /// How many buckets there are at most. A client shares its own with one of n others with a chance of 1 − (1 − 1 / slots)^n: 0.6 % for 100.
    /// </summary>
    public const int Slots = 16_384;

    public static void AddIrisRateLimit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<RateLimitOptions, RateLimitOptionsValidator>(configuration, RateLimitOptions.Section);
        services.AddSingleton<CountedBuckets>();
        services.AddRateLimiter(static _ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>, ClientKey, CountedBuckets>(static (limiter, options, key, buckets) =>
        {
            limiter.GlobalLimiter = CreateLimiter(options.Value, key, buckets);
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = static (rejected, _) =>
            {
                TimeSpan wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan retryAfter) ? retryAfter : default;
                int seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
                rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
        });
    }

    public static void UseIrisRateLimit(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<RateLimitOptions>>().Value.Enabled)
        {
            app.UseRateLimiter();
        }
    }

    // The framework drops the buckets of clients that have been idle.
    private static PartitionedRateLimiter<HttpContext> CreateLimiter(RateLimitOptions options, ClientKey key, CountedBuckets buckets) =>
        PartitionedRateLimiter.Create<HttpContext, ClientSlot>(context =>
        {
            ClientSlot slot = key.Of(context.Connection.RemoteIpAddress).SlotOf(Slots);
            return RateLimitPartition.Get(slot, _ => buckets.Create(new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.Burst,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / options.PerSecond),
                QueueLimit = 0,
            }));
        });
}
