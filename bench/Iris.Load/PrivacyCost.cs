using System.Globalization;
using System.Runtime.InteropServices;

namespace Iris.Load;

/// <summary>
/// What privacy costs: the throughput at saturation of the server beside one built without it. Both run from beginning to end, and are
/// loaded in turn, so that what else the machine does meets both alike.
/// </summary>
internal static class PrivacyCost
{
    private const int Concurrency = 16;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    public static async Task MeasureAsync(int rounds)
    {
        string output = Path.GetRelativePath(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../..")), AppContext.BaseDirectory);
        await using ServerUnderLoad on = await ServerUnderLoad.StartAsync(Path.Combine(Repository.Root, "src/Iris.Server/bin", output, "Iris.Server.dll"));
        await using ServerUnderLoad off = await ServerUnderLoad.StartAsync(Path.Combine(Repository.Root, "bench/Iris.Plain/bin", output, "Iris.Plain.dll"));

        Console.WriteLine($"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription.Trim()}; concurrency {Concurrency}");
        foreach (int candidates in (int[])[1, 10])
        {
            byte[] body = LoadPictures.SmallBody(candidates);
            await on.SaturateAsync(body, Concurrency, Round);
            await off.SaturateAsync(body, Concurrency, Round);

            var pairs = new List<(Saturation On, Saturation Off)>();
            for (int i = 0; i < rounds; i++)
            {
                // Now one first, now the other.
                Saturation first = await (i % 2 == 0 ? on : off).SaturateAsync(body, Concurrency, Round);
                Saturation second = await (i % 2 == 0 ? off : on).SaturateAsync(body, Concurrency, Round);
                pairs.Add(i % 2 == 0 ? (first, second) : (second, first));
            }

            Print($"1:{candidates}, small pictures", pairs);
        }
    }

    private static void Print(string name, List<(Saturation On, Saturation Off)> pairs)
    {
        var ratios = new Percentiles(pairs.Select(static pair => pair.On.PerSecond / pair.Off.PerSecond));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            {name}, {pairs.Count} rounds of {Round.TotalSeconds} s each, medians
              requests a second with privacy          {new Percentiles(pairs.Select(pair => pair.On.PerSecond)).Median:0.0}
              requests a second without               {new Percentiles(pairs.Select(pair => pair.Off.PerSecond)).Median:0.0}
              throughput, with : without              {ratios.Median:0.000} (from {ratios.Least:0.000} to {ratios.Most:0.000})
              processor time each, with : without     {new Percentiles(pairs.Select(pair => pair.On.ProcessorTime / pair.Off.ProcessorTime)).Median:0.000}
            """));
    }
}
