using System.Globalization;
using System.Runtime.InteropServices;

namespace Iris.Load;

/// <summary>
/// The throughput at saturation of the server beside another build of it. Both run from beginning to end, and are loaded in turn, so that what else
/// the machine does meets both alike.
/// </summary>
internal static class PairedThroughput
{
    private const int Concurrency = 16;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    private static readonly string Output =
        Path.GetRelativePath(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../..")), AppContext.BaseDirectory);

    /// <summary>What privacy costs: beside the same sources without it.</summary>
    public static Task MeasurePrivacyAsync(int rounds) =>
        MeasureAsync(Path.Combine(Repository.Root, "bench/Iris.Plain/bin", Output, "Iris.Plain.dll"), "with privacy", "without", rounds);

    /// <summary>What a change costs: beside a build from before it.</summary>
    /// <param name="other">The other build's program: a <c>.dll</c> for <c>dotnet</c>, or an executable.</param>
    /// <param name="rounds">How often each is loaded.</param>
    public static Task MeasureChangeAsync(string other, int rounds) => MeasureAsync(other, "of this build", "of the other", rounds);

    private static async Task MeasureAsync(string other, string thisName, string otherName, int rounds)
    {
        await using ServerUnderLoad on = await ServerUnderLoad.StartAsync(Path.Combine(Repository.Root, "src/Iris.Server/bin", Output, "Iris.Server.dll"));
        await using ServerUnderLoad off = await ServerUnderLoad.StartAsync(other);

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

            Print($"1:{candidates}, small pictures", thisName, otherName, pairs);
        }
    }

    private static void Print(string name, string thisName, string otherName, List<(Saturation On, Saturation Off)> pairs)
    {
        var ratios = new Percentiles(pairs.Select(static pair => pair.On.PerSecond / pair.Off.PerSecond));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            {name}, {pairs.Count} rounds of {Round.TotalSeconds} s each, medians
              requests a second {thisName,-21} {new Percentiles(pairs.Select(pair => pair.On.PerSecond)).Median:0.0}
              requests a second {otherName,-21} {new Percentiles(pairs.Select(pair => pair.Off.PerSecond)).Median:0.0}
              throughput, the first : the second      {ratios.Median:0.000} (from {ratios.Least:0.000} to {ratios.Most:0.000})
              processor time each, the same           {new Percentiles(pairs.Select(pair => pair.On.ProcessorTime / pair.Off.ProcessorTime)).Median:0.000}
            """));
    }
}
