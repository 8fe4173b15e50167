namespace Iris.Load.Speed;

/// <summary>The memory of a server that does nothing, before and after work.</summary>
internal static class IdleCase
{
    private const double Goal = 150;

    public static async Task MeasureAsync(SpeedBench bench)
    {
        await using ServerUnderLoad server = await ServerUnderLoad.StartAsync(bench.Program, Environment.ProcessorCount);
        double fresh = await AtRestAsync(bench, server);
        await server.SaturateAsync(SaturationCase.Body(10), 4, bench.Round);
        double loaded = await AtRestAsync(bench, server);
        await server.SaturateAsync(
            LoadPictures.Body(
                LoadPictures.Photograph(LoadPictures.SmallTarget, 5200, 3900), LoadPictures.Photograph(LoadPictures.Small, 5200, 3900), candidates: 1),
            4,
            bench.Round);
        double large = await AtRestAsync(bench, server);
        SpeedBench.Print(
            $"Resident memory at rest, {bench.Rest.TotalSeconds} s after the last request",
            ["", "MB"],
            [["after the start", Text(fresh)], ["after 1:10 at saturation", Text(loaded)], ["after pairs of 20 megapixels", Text(large)]]);
        bench.Judge("idle resident memory, after the start", $"under {Goal} MB", $"{fresh:0} MB", fresh < Goal);
        bench.Judge("idle resident memory, after work", $"under {Goal} MB", $"{Math.Max(loaded, large):0} MB", Math.Max(loaded, large) < Goal);
    }

    private static async Task<double> AtRestAsync(SpeedBench bench, ServerUnderLoad server)
    {
        await Task.Delay(bench.Rest);
        return server.ResidentMegabytes;
    }

    private static string Text(double megabytes) => SpeedBench.Text(megabytes, "0");
}
