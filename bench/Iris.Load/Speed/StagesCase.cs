namespace Iris.Load.Speed;

/// <summary>
/// Where the time of a picture goes: the stages by the server's own metrics, beside the networks alone, in turn, and the rest. The stages are by
/// the clock: where other programs take the cores away, so that their sum exceeds the processor time, the rest says nothing.
/// </summary>
internal static class StagesCase
{
    public static async Task MeasureAsync(SpeedBench bench)
    {
        await using ServerUnderLoad server = await ServerUnderLoad.StartAsync(bench.Program, Environment.ProcessorCount, StageTimes.Setting);
        byte[] body = SaturationCase.Body(candidates: 1);
        await server.CheckAsync(body, matches: 1);
        await server.SaturateAsync(body, 1, bench.Round / 2);
        var rounds = new List<(StageTimes Stages, double ProcessorTime, PureFigures Pure)>();
        for (int i = 0; i < bench.Rounds; i++)
        {
            PureFigures pure = await bench.Pure.MeasureAsync(bench.Round / 3, threads: 2);
            StageTimes before = await StageTimes.ReadAsync(server);
            Saturation alone = await server.SaturateAsync(body, 1, bench.Round / 2);
            StageTimes stages = (await StageTimes.ReadAsync(server) - before) / (2 * alone.Requests);
            rounds.Add((stages, alone.ProcessorTime.TotalMilliseconds / 2, pure));
        }

        SpeedBench.Print(
            "Where the time of a picture goes: 1:1, JPEGs of 640×480, one request at a time, ms a picture",
            ["", "median", "least", "most"],
            [
                SpeedBench.Row("decode", rounds.Select(static round => round.Stages.Decode), "0.00"),
                SpeedBench.Row("detect: the detector, the meshes, what they are fed with", rounds.Select(static round => round.Stages.Detect), "0.00"),
                SpeedBench.Row("of it pure inference, detector × 1, mesh × 2", rounds.Select(static round => round.Pure.Detector + round.Pure.Meshes), "0.00"),
                SpeedBench.Row("embed: alignment, embedder", rounds.Select(static round => round.Stages.Embed), "0.00"),
                SpeedBench.Row("of it pure inference, embedder × 1", rounds.Select(static round => round.Pure.Embedder), "0.00"),
                SpeedBench.Row(
                    "processor time beside these stages: HTTP, JSON, base64, threads",
                    rounds.Select(static round => round.ProcessorTime - round.Stages.Decode - round.Stages.Detect - round.Stages.Embed),
                    "0.00"),
                SpeedBench.Row("processor time, all", rounds.Select(static round => round.ProcessorTime), "0.00"),
            ]);
    }
}
