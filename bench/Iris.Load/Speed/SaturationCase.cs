namespace Iris.Load.Speed;

/// <summary>As many requests as the server can do, beside as many pictures as the networks alone can do on the same cores, in turn.</summary>
internal static class SaturationCase
{
    private static readonly byte[] Target = LoadPictures.Photograph(LoadPictures.SmallTarget, 640, 480);
    private static readonly byte[] Candidate = LoadPictures.Photograph(LoadPictures.Small, 640, 480);

    /// <summary>A request with photographs of 640×480.</summary>
    public static byte[] Body(int candidates) => LoadPictures.Body(Target, Candidate, candidates);

    public static async Task MeasureAsync(SpeedBench bench, int candidates, int concurrency, double goal)
    {
        int cores = Environment.ProcessorCount;
        int pictures = candidates + 1;
        byte[] body = Body(candidates);
        ServerUnderLoad server = await bench.ServerAsync(cores);
        await server.CheckAsync(body, candidates);
        await server.SaturateAsync(body, concurrency, bench.Round);

        var rounds = new List<(Saturation Server, PureFigures Pure)>();
        for (int i = 0; i < bench.Rounds; i++)
        {
            PureFigures pure = await bench.Pure.MeasureAsync(bench.Round / 2, cores);
            rounds.Add((await server.SaturateAsync(body, concurrency, bench.Round), pure));
        }

        double Throughput((Saturation Server, PureFigures Pure) round) => round.Server.PerSecond * pictures / round.Pure.PerSecond;
        double ProcessorTime((Saturation Server, PureFigures Pure) round) => round.Pure.ProcessorTime * pictures / round.Server.ProcessorTime;
        double Client((Saturation Server, PureFigures Pure) round) => round.Server.PerSecond * round.Server.ClientTime.TotalSeconds / cores;
        SpeedBench.Print(
            $"1:{candidates} at saturation, concurrency {concurrency}, JPEGs of 640×480 ({Candidate.Length / 1000} kB) as data URIs, {cores} cores",
            ["", "median", "least", "most"],
            [
                SpeedBench.Row("requests a second", rounds.Select(static round => round.Server.PerSecond), "0.0"),
                SpeedBench.Row("pictures a second, server", rounds.Select(round => round.Server.PerSecond * pictures), "0.0"),
                SpeedBench.Row("pictures a second, pure inference", rounds.Select(static round => round.Pure.PerSecond), "0.0"),
                SpeedBench.Row("throughput, server : pure inference", rounds.Select(Throughput), "0.000"),
                SpeedBench.Row("share of the cores that the client took", rounds.Select(Client), "0.000"),
                SpeedBench.Row("throughput : pure inference on the cores without that share", rounds.Select(round => Throughput(round) / (1 - Client(round))), "0.000"),
                SpeedBench.Row("processor time of a picture, server, ms", rounds.Select(round => round.Server.ProcessorTime.TotalMilliseconds / pictures), "0.00"),
                SpeedBench.Row("processor time of a picture, pure inference, ms", rounds.Select(static round => round.Pure.ProcessorTime.TotalMilliseconds), "0.00"),
                SpeedBench.Row("processor time, pure inference : server", rounds.Select(ProcessorTime), "0.000"),
            ]);
        double ratio = new Percentiles(rounds.Select(Throughput)).Median, byProcessorTime = new Percentiles(rounds.Select(ProcessorTime)).Median;
        bench.Judge($"throughput at saturation, 1:{candidates}", $"at least {goal:0 %} of pure inference", $"{100 * ratio:0.0} % ({100 * byProcessorTime:0.0} % by processor time)", ratio >= goal);
    }
}
