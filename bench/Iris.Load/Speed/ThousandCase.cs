namespace Iris.Load.Speed;

/// <summary>A thousand candidates in one body, results streamed: memory above that of the same server at rest, and the first result.</summary>
internal static class ThousandCase
{
    private const double MemoryGoal = 300;
    private const double FirstGoal = 100;

    public static async Task MeasureAsync(SpeedBench bench)
    {
        await using ServerUnderLoad server = await ServerUnderLoad.StartAsync(bench.Program, Environment.ProcessorCount);
        int candidates = bench.Many;
        var rows = new List<string[]>();
        await MeasureAsync(bench, server, "150×150", LoadPictures.SmallBody(candidates), candidates, rows);

        // Two thirds of what the server takes by default, 56 MiB.
        byte[] target = LoadPictures.Photograph(LoadPictures.SmallTarget, 480, 360), candidate = LoadPictures.Photograph(LoadPictures.Small, 480, 360);
        await MeasureAsync(bench, server, "480×360", LoadPictures.Body(target, candidate, candidates), candidates, rows);
        SpeedBench.Print(
            $"1:{candidates} as data URIs, results streamed. First result: from the last byte of the body handed to the system to the first line read, the longest of all",
            ["pictures", "body, MB", "at rest, MB", "peak, MB", "above rest, MB", "first result, ms", "whole, s", "candidates a second"],
            rows);
    }

    private static async Task MeasureAsync(SpeedBench bench, ServerUnderLoad server, string pictures, byte[] body, int candidates, List<string[]> rows)
    {
        await server.SaturateAsync(LoadPictures.SmallBody(1), 4, bench.Round / 3);
        var measured = new List<(double Idle, double Peak, double First, double Seconds)>();
        for (int i = 0; i < Math.Min(bench.Rounds, 2); i++)
        {
            await Task.Delay(bench.Rest);
            double idle = server.ResidentMegabytes;
            Task<(double FirstMilliseconds, double Seconds, int Lines)> answer = StreamedComparison.SendAsync(server.Client, body);
            double peak = await PeakMemory.DuringAsync(server, answer);
            (double firstMilliseconds, double seconds, int lines) = await answer;
            if (lines != candidates + 1)
            {
                throw new InvalidOperationException($"{lines} lines.");
            }

            measured.Add((idle, peak, firstMilliseconds, seconds));
        }

        double above = measured.Max(static one => one.Peak - one.Idle);
        double first = measured.Max(static one => one.First);
        double whole = new Percentiles(measured.Select(static one => one.Seconds)).Median;
        rows.Add(
        [
            pictures, SpeedBench.Text(body.Length / 1e6, "0.0"), SpeedBench.Text(measured.Max(static one => one.Idle), "0"), SpeedBench.Text(measured.Max(static one => one.Peak), "0"),
            SpeedBench.Text(above, "0"), SpeedBench.Text(first, "0"), SpeedBench.Text(whole, "0.0"), SpeedBench.Text(candidates / whole, "0"),
        ]);
        bench.Judge($"1:{candidates}, pictures of {pictures}, memory", $"under {MemoryGoal} MB above idle", $"{above:0} MB", above < MemoryGoal);
        bench.Judge($"1:{candidates}, pictures of {pictures}, first streamed result", $"within {FirstGoal} ms", $"{first:0} ms", first <= FirstGoal);
    }
}
