using System.Diagnostics;

namespace Iris.Load.Speed;

/// <summary>How long one small request takes that is alone, beside one picture of the networks alone, in turn.</summary>
internal static class LatencyCase
{
    private const double Goal = 1.4;

    public static async Task MeasureAsync(SpeedBench bench)
    {
        byte[] body = LoadPictures.SmallBody(candidates: 1);
        ServerUnderLoad server = await bench.ServerAsync(Environment.ProcessorCount);
        await server.CheckAsync(body, matches: 1);
        await server.SaturateAsync(body, 1, bench.Round);

        var rounds = new List<(Percentiles Server, TimeSpan ProcessorTime, PureFigures Alone, PureFigures Pair)>();
        for (int i = 0; i < 2 * bench.Rounds; i++)
        {
            PureFigures alone = await bench.Pure.MeasureAsync(bench.Round / 6, threads: 1);
            PureFigures pair = await bench.Pure.MeasureAsync(bench.Round / 6, threads: 2);
            TimeSpan before = server.ProcessorTime;
            var latencies = new Percentiles(await LoneAsync(server, body, bench.Round / 3));
            rounds.Add((latencies, (server.ProcessorTime - before) / latencies.Count, alone, pair));
        }

        IEnumerable<double> ratios = rounds.Select(static round => round.Server.Median / round.Alone.Milliseconds);
        SpeedBench.Print(
            "A lone 1:1, small pictures (150×150)",
            ["", "median", "least", "most"],
            [
                SpeedBench.Row("latency of a request, median, ms", rounds.Select(static round => round.Server.Median), "0.00"),
                SpeedBench.Row("latency of a request, 99 % within, ms", rounds.Select(static round => round.Server.At(0.99)), "0.00"),
                SpeedBench.Row("pure inference of one picture, ms", rounds.Select(static round => round.Alone.Milliseconds), "0.00"),
                SpeedBench.Row("pure inference of one picture beside another, ms", rounds.Select(static round => round.Pair.Milliseconds), "0.00"),
                SpeedBench.Row("latency of a request, the least, ms", rounds.Select(static round => round.Server.Least), "0.00"),
                SpeedBench.Row("request : picture", ratios, "0.00"),
                SpeedBench.Row("request : picture beside another", rounds.Select(static round => round.Server.Median / round.Pair.Milliseconds), "0.00"),
                SpeedBench.Row("processor time of half a request : of a picture", rounds.Select(ProcessorTime), "0.00"),
            ]);
        double median = new Percentiles(ratios).Median, byProcessorTime = new Percentiles(rounds.Select(ProcessorTime)).Median;
        bench.Judge(
            "latency of a lone 1:1, small pictures",
            $"at most {Goal}× the inference of one picture",
            $"{median:0.00}× ({byProcessorTime:0.00}× by processor time)",
            median <= Goal);

        static double ProcessorTime((Percentiles Server, TimeSpan ProcessorTime, PureFigures Alone, PureFigures Pair) round) =>
            round.ProcessorTime / round.Pair.ProcessorTime / 2;
    }

    private static async Task<List<double>> LoneAsync(ServerUnderLoad server, byte[] body, TimeSpan time)
    {
        var milliseconds = new List<double>();
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            milliseconds.Add(await server.TimeAsync(body));
        }

        return milliseconds;
    }
}
