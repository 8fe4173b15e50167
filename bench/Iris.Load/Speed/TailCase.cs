namespace Iris.Load.Speed;

/// <summary>
/// How long the slowest requests take at a load that the server can bear, due at a steady pace. Requests at random are reported too. For them the
/// goal is out of reach whatever the server does: where each takes the same time on both cores, one after the other, 99 of 100 are answered
/// within 4.3 times the median at this load, and within 3.5 times where two are answered side by side (the queues M/D/1 and M/D/2, simulated).
/// </summary>
internal static class TailCase
{
    private const double Load = 0.7;
    private const double Goal = 2.5;

    public static async Task MeasureAsync(SpeedBench bench)
    {
        byte[] body = SaturationCase.Body(candidates: 1);
        ServerUnderLoad server = await bench.ServerAsync(Environment.ProcessorCount);
        HttpClient[] clients = [.. Enumerable.Range(0, 4).Select(_ => server.CreateClient())];
        await server.SaturateAsync(body, 16, bench.Round);
        var steady = new List<Percentiles>();
        var rows = new List<string[]>();
        int unanswered = 0;
        for (int i = 0; i < bench.Rounds; i++)
        {
            double capacity = (await server.SaturateAsync(body, 16, bench.Round / 2)).PerSecond;
            Offered offered = await OpenLoop.OfferAsync(clients, body, OpenLoop.Steady(Load * capacity), bench.Round);
            steady.Add(offered.Answered);
            unanswered += offered.Refused.Count + offered.Failed;
            rows.Add(Row("steady", offered, capacity));
            if (i == bench.Rounds - 1)
            {
                rows.Add(Row("at random", await OpenLoop.OfferAsync(clients, body, OpenLoop.Random(Load * capacity), 2 * bench.Round), capacity));
            }
        }

        Array.ForEach(clients, static client => client.Dispose());
        SpeedBench.Print(
            $"Open loop at {Load:0 %} of saturation, 1:1, JPEGs of 640×480, latencies from when a request was due",
            ["due", "saturation, a second", "answered, a second", "p50, ms", "p90, ms", "p99, ms", "p99.9, ms", "p99 : p50", "refused", "failed", "client's cores"],
            rows);
        double ratio = new Percentiles(steady.Select(static answered => answered.At(0.99) / answered.Median)).Median;
        bench.Judge($"p99 at {Load:0 %} of saturation", $"at most {Goal}× the median", $"{ratio:0.00}×, {unanswered} unanswered", ratio <= Goal && unanswered == 0);
    }

    private static string[] Row(string due, Offered offered, double capacity)
    {
        Percentiles answered = offered.Answered;
        return
        [
            due, SpeedBench.Text(capacity, "0.0"), SpeedBench.Text(answered.Count / offered.Seconds, "0.0"), SpeedBench.Text(answered.Median, "0.0"), SpeedBench.Text(answered.At(0.9), "0.0"),
            SpeedBench.Text(answered.At(0.99), "0.0"), SpeedBench.Text(answered.At(0.999), "0.0"), SpeedBench.Text(answered.At(0.99) / answered.Median, "0.00"),
            $"{offered.Refused.Count}", $"{offered.Failed}", SpeedBench.Text(offered.ClientTime.TotalSeconds / offered.Seconds, "0.00"),
        ];
    }
}
