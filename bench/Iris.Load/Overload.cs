using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Iris.Cli.Verification;
using Iris.Load.Soak;

namespace Iris.Load;

/// <summary>
/// What happens when more is asked than the server can do: requests are offered at a steady pace, whatever becomes of them, at a share of
/// what it can do, at twice and at ten times that. How long an answer takes is counted from when its request was due.
/// </summary>
internal static class Overload
{
    // Clients beside each other that each have an address of their own.
    private const int Clients = 100;

    private static readonly double[] Loads = [0.7, 1, 2, 10];

    public static async Task MeasureAsync(TimeSpan time)
    {
        await using ServerUnderLoad server = await ServerUnderLoad.StartAsync(IrisProcess.ServerBeside);
        byte[] body = PrivacyCost.Body(candidates: 1);
        await server.SaturateAsync(body, 2 * Environment.ProcessorCount, TimeSpan.FromSeconds(3));
        double capacity = (await server.SaturateAsync(body, 2 * Environment.ProcessorCount, time)).PerSecond;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription.Trim()}; 1:1, small pictures; capacity {capacity:0.0} requests a second

            | offered, of capacity | answered, of capacity | median | 99 % within | refused | 99 % of refusals within | failed | resident |
            |---|---|---|---|---|---|---|---|
            """));
        foreach (double load in Loads)
        {
            await OfferAsync(server, body, load, capacity, time);
        }
    }

    private static async Task OfferAsync(ServerUnderLoad server, byte[] body, double load, double capacity, TimeSpan time)
    {
        HttpClient[] clients = [.. Enumerable.Range(0, Clients).Select(_ => server.CreateClient())];
        var answered = new ConcurrentBag<double>();
        var refused = new ConcurrentBag<double>();
        int failed = 0;
        using var watched = new CancellationTokenSource();
        var memory = new ResidentMemory(server.Id);
        Task watch = memory.WatchAsync(watched.Token);
        var requests = new List<Task>();
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            for (int due = (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * capacity * load); requests.Count < due;)
            {
                TimeSpan dueAt = TimeSpan.FromSeconds(requests.Count / (capacity * load));
                requests.Add(SendAsync(clients[requests.Count % Clients], dueAt));
            }

            await Task.Delay(1);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Task.WhenAll(requests);
        await watched.CancelAsync();
        await watch;
        Array.ForEach(clients, client => client.Dispose());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {load:0.0} | {answered.Count / seconds / capacity:0.00} | {At(answered, 0.5):0} ms | {At(answered, 0.99):0} ms | {refused.Count} | {At(refused, 0.99):0} ms | {failed} | {memory.Peak} MiB |"));

        async Task SendAsync(HttpClient client, TimeSpan dueAt)
        {
            try
            {
                using var content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } };
                using HttpResponseMessage response = await client.PostAsync(new Uri("/compare", UriKind.Relative), content);
                double took = (Stopwatch.GetElapsedTime(start) - dueAt).TotalMilliseconds;
                (response.IsSuccessStatusCode ? answered : refused).Add(took);
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref failed);
            }
        }
    }

    private static double At(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))];
    }
}
