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
        byte[] body = LoadPictures.SmallBody(candidates: 1);
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
        using var watched = new CancellationTokenSource();
        var memory = new ResidentMemory(server.Id);
        Task watch = memory.WatchAsync(watched.Token);
        Offered offered = await OpenLoop.OfferAsync(clients, body, OpenLoop.Steady(capacity * load), time);
        await watched.CancelAsync();
        await watch;
        Array.ForEach(clients, client => client.Dispose());
        (Percentiles answered, Percentiles refused) = (offered.Answered, offered.Refused);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {load:0.0} | {answered.Count / offered.Seconds / capacity:0.00} | {answered.Median:0} ms | {answered.At(0.99):0} ms | {refused.Count} | {refused.At(0.99):0} ms | {offered.Failed} | {memory.Peak} MiB |"));
    }
}
