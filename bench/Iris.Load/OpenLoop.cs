using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Iris.Load;

/// <summary>
/// Offers requests at a pace, whatever becomes of the earlier ones. How long an answer takes is counted from when its request was due, not from
/// when it was sent: who waits for a slow server before asking again does not see how slow it is (coordinated omission).
/// </summary>
internal static class OpenLoop
{
    /// <summary>
    /// Requests at equal distances. What an answer takes longer than the median is then the server's doing alone: at the same load, requests that
    /// arrive by chance have to wait for each other on a server without any overhead as well.
    /// </summary>
    public static IEnumerable<TimeSpan> Steady(double perSecond)
    {
        for (long i = 0; ; i++)
        {
            yield return TimeSpan.FromSeconds(i / perSecond);
        }
    }

    /// <summary>Requests at random, as from many clients that know nothing of each other (Poisson). The same ones each time.</summary>
    public static IEnumerable<TimeSpan> Random(double perSecond)
    {
        var random = new Random(1);
        for (double seconds = 0; ; seconds -= Math.Log(1 - random.NextDouble()) / perSecond)
        {
            yield return TimeSpan.FromSeconds(seconds);
        }
    }

    /// <summary>Offers a request again and again, and waits for all answers.</summary>
    /// <param name="clients">Who send in turn.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="due">When each is due, from the start.</param>
    /// <param name="time">How long.</param>
    public static async Task<Offered> OfferAsync(HttpClient[] clients, byte[] body, IEnumerable<TimeSpan> due, TimeSpan time)
    {
        var outcomes = new ConcurrentBag<(HttpStatusCode? Status, double Milliseconds)>();
        TimeSpan before = ProcessorClock.OfThisProcess;
        var requests = new List<Task>();
        long start = Stopwatch.GetTimestamp();

        // A thread of its own, which is late by less than a timer of .NET.
        await Task.Factory.StartNew(Offer, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Task.WhenAll(requests);
        return new(seconds, [.. outcomes], ProcessorClock.OfThisProcess - before);

        void Offer()
        {
            foreach (TimeSpan dueAt in due.TakeWhile(at => at < time))
            {
                ProcessorClock.SleepUntil(start + (long)(dueAt.TotalSeconds * Stopwatch.Frequency));
                HttpClient client = clients[requests.Count % clients.Length];
                requests.Add(Task.Run(() => SendAsync(client, dueAt)));
            }
        }

        async Task SendAsync(HttpClient client, TimeSpan dueAt)
        {
            HttpStatusCode? status = null;
            try
            {
                using HttpResponseMessage response = await ServerUnderLoad.PostAsync(client, body);
                status = response.StatusCode;
            }
            catch (HttpRequestException)
            {
                // No answer at all: counted as that.
            }

            outcomes.Add((status, (Stopwatch.GetElapsedTime(start) - dueAt).TotalMilliseconds));
        }
    }
}

/// <summary>What became of requests that were offered.</summary>
/// <param name="Seconds">How long they were offered.</param>
/// <param name="Outcomes">The status of each, null where there was no answer, and how long it took from when it was due.</param>
/// <param name="ClientTime">The processor time that sending took.</param>
internal sealed record Offered(double Seconds, IReadOnlyList<(HttpStatusCode? Status, double Milliseconds)> Outcomes, TimeSpan ClientTime)
{
    /// <summary>How long answers took.</summary>
    public Percentiles Answered { get; } = new(Outcomes.Where(static outcome => outcome.Status == HttpStatusCode.OK).Select(static outcome => outcome.Milliseconds));

    /// <summary>How long refusals took.</summary>
    public Percentiles Refused { get; } = new(Outcomes
        .Where(static outcome => outcome.Status is not (null or HttpStatusCode.OK)).Select(static outcome => outcome.Milliseconds));

    /// <summary>How many had no answer.</summary>
    public int Failed => Outcomes.Count - Answered.Count - Refused.Count;
}
