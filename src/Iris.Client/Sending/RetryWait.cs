using System.Net;
using System.Net.Http.Headers;

namespace Iris.Client.Sending;

/// <summary>When a refused request is sent again.</summary>
internal static class RetryWait
{
    // Clients that were refused together should not come back together.
    private const double LargestJitter = 0.25;

    /// <summary>Whether a refusal is one for now only.</summary>
    public static bool IsForNow(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;

    /// <summary>How long the server asks to wait.</summary>
    /// <param name="retryAfter">The header, in seconds or as a date.</param>
    /// <param name="now">The time.</param>
    /// <returns>Null when it does not say.</returns>
    public static TimeSpan? Asked(RetryConditionHeaderValue? retryAfter, DateTimeOffset now)
    {
        TimeSpan? wait = retryAfter?.Delta ?? (retryAfter?.Date - now);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>How long to wait: as long as asked, or a second that doubles with every retry, and up to a quarter more by chance.</summary>
    /// <param name="asked">How long the server asks to wait, if it says.</param>
    /// <param name="retry">Which retry it is, from 0.</param>
    /// <param name="longest">The longest wait.</param>
    /// <param name="random">Chance.</param>
    /// <returns>Null when the server asks for more than the longest wait.</returns>
    public static TimeSpan? Of(TimeSpan? asked, int retry, TimeSpan longest, Random random)
    {
        if (asked > longest)
        {
            return null;
        }

        TimeSpan least = asked ?? TimeSpan.FromSeconds(Math.Pow(2, Math.Min(retry, 16)));
        TimeSpan wait = least * (1 + (LargestJitter * random.NextDouble()));
        return wait < longest ? wait : longest;
    }
}
