namespace Iris.Load.Speed;

/// <summary>What a request costs by the number of its candidates and of cores, each alone.</summary>
internal static class LinearCase
{
    // Each so often that about as much work is done.
    private static readonly (int Candidates, int Times)[] Requests = [(1, 20), (10, 8), (100, 2), (1000, 1)];

    public static async Task MeasureAsync(SpeedBench bench)
    {
        var rows = new List<string[]>();
        foreach (int cores in (int[])[.. Enumerable.Range(1, Math.Min(2, Environment.ProcessorCount))])
        {
            ServerUnderLoad server = await bench.ServerAsync(cores);
            foreach ((int candidates, int times) in Requests.Where(request => request.Candidates <= bench.Many))
            {
                byte[] body = LoadPictures.SmallBody(candidates);
                var latencies = new List<double>();
                TimeSpan before = server.ProcessorTime;
                for (int i = 0; i < times; i++)
                {
                    latencies.Add(await server.TimeAsync(body));
                }

                double latency = new Percentiles(latencies).Median;
                double processor = (server.ProcessorTime - before).TotalMilliseconds / times;
                rows.Add(
                [
                    $"{cores}", SpeedBench.Text(candidates, "#,0"), Text(latency), Text(latency / (candidates + 1)),
                    Text(processor), Text(processor / (candidates + 1)),
                ]);
            }
        }

        SpeedBench.Print(
            "Cost by candidates and by the server's cores, small pictures (150×150), one request at a time",
            ["cores", "candidates", "latency, ms", "a picture, ms", "processor time, ms", "a picture, ms"],
            rows);
    }

    private static string Text(double milliseconds) => SpeedBench.Text(milliseconds, "#,0.0");
}
