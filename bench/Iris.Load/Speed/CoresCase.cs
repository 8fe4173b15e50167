namespace Iris.Load.Speed;

/// <summary>
/// What a second core brings: a server that has one core and one that has two, in turn. The client, which has to be somewhere, is kept on the same
/// cores, so that its share is the same in both; and so are the networks alone.
/// </summary>
internal static class CoresCase
{
    private const int Candidates = 10;
    private const double Goal = 1.9;

    public static async Task MeasureAsync(SpeedBench bench)
    {
        if (Environment.ProcessorCount < 2)
        {
            Console.WriteLine("\nThis machine has one core.");
            return;
        }

        byte[] body = SaturationCase.Body(Candidates);
        var rounds = new List<(Figures One, Figures Two)>();
        try
        {
            await MeasureAsync(bench, body, cores: 1);
            await MeasureAsync(bench, body, cores: 2);
            for (int i = 0; i < bench.Rounds; i++)
            {
                rounds.Add((await MeasureAsync(bench, body, cores: 1), await MeasureAsync(bench, body, cores: 2)));
            }
        }
        finally
        {
            ProcessorClock.Keep(Environment.ProcessId, Environment.ProcessorCount);
        }

        IEnumerable<double> scaling = rounds.Select(static round => round.Two.Server.PerSecond / round.One.Server.PerSecond);
        IEnumerable<double> dearer = rounds.Select(static round => round.Two.Server.ProcessorTime / round.One.Server.ProcessorTime);
        SpeedBench.Print(
            $"From one core to two: 1:{Candidates} at saturation, JPEGs of 640×480, server and client on the same cores",
            ["", "median", "least", "most"],
            [
                SpeedBench.Row("requests a second, one core", rounds.Select(static round => round.One.Server.PerSecond), "0.0"),
                SpeedBench.Row("requests a second, two cores", rounds.Select(static round => round.Two.Server.PerSecond), "0.0"),
                SpeedBench.Row("two cores : one, server", scaling, "0.00"),
                SpeedBench.Row("two cores : one, pure inference", rounds.Select(static round => round.Two.Pure.PerSecond / round.One.Pure.PerSecond), "0.00"),
                SpeedBench.Row("processor time of a request, two cores : one", dearer, "0.00"),
            ]);
        double median = new Percentiles(scaling).Median;
        double allowed = 2 / new Percentiles(dearer).Median;
        bench.Judge(
            "scaling from one core to two", $"at least {Goal}×", $"{median:0.00}× (processor time allows {allowed:0.00}×)", median >= Goal);
    }

    private static async Task<Figures> MeasureAsync(SpeedBench bench, byte[] body, int cores)
    {
        ServerUnderLoad server = await bench.ServerAsync(cores);
        ProcessorClock.Keep(Environment.ProcessId, cores);
        PureFigures pure = await bench.Pure.MeasureAsync(bench.Round / 3, cores);
        return new(await server.SaturateAsync(body, 2 * cores, bench.Round), pure);
    }

    private readonly record struct Figures(Saturation Server, PureFigures Pure);
}
