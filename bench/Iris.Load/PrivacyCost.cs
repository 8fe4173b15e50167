using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

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
        foreach ((string name, byte[] body) in (IEnumerable<(string, byte[])>)[("1:1, small pictures", Body(candidates: 1)), ("1:10, small pictures", Body(candidates: 10))])
        {
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

            Print(name, pairs);
        }
    }

    private static void Print(string name, List<(Saturation On, Saturation Off)> pairs)
    {
        double[] ratios = [.. pairs.Select(pair => pair.On.PerSecond / pair.Off.PerSecond).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            {name}, {pairs.Count} rounds of {Round.TotalSeconds} s each, medians
              requests a second with privacy          {Median(pairs.Select(pair => pair.On.PerSecond)):0.0}
              requests a second without               {Median(pairs.Select(pair => pair.Off.PerSecond)):0.0}
              throughput, with : without              {Median(ratios):0.000} (from {ratios[0]:0.000} to {ratios[^1]:0.000})
              processor time each, with : without     {Median(pairs.Select(pair => pair.On.ProcessorTime / pair.Off.ProcessorTime)):0.000}
            """));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>A request with small pictures of one person.</summary>
    public static byte[] Body(int candidates)
    {
        string candidate = DataUri("000183_02159543.jpg");
        IEnumerable<string> people = Enumerable.Range(0, candidates).Select(i => $$"""{"name":"{{i}}","image_url":"{{candidate}}"}""");
        return Encoding.UTF8.GetBytes($$"""{"target_url":"{{DataUri("000179_02159509.jpg")}}","people":[{{string.Join(',', people)}}]}""");
    }

    private static string DataUri(string picture) => Repository.DataUri(Repository.Face($"johns/John_Salley/{picture}"));
}
