namespace Iris.Load.Speed;

/// <summary>How long photographs of many megapixels take beside small ones, in turn, each request alone.</summary>
internal static class LargeCase
{
    // Where a small pair takes 15 ms, a pair of 20 megapixels may take 90 and the decode of one 25.
    private const double PairGoal = 90.0 / 15;
    private const double DecodeGoal = 25.0 / 15;

    private const int CameraNoise = 14;
    private const int RequestsOfARound = 4;

    public static async Task MeasureAsync(SpeedBench bench)
    {
        await using ServerUnderLoad server = await ServerUnderLoad.StartAsync(bench.Program, Environment.ProcessorCount, StageTimes.Setting);
        Request[] requests =
        [
            Make("small pair, 150×150", LoadPictures.SmallTarget, LoadPictures.Small),
            Make("small target against ten", LoadPictures.SmallTarget, LoadPictures.Small, candidates: 10),
            Photographs("20 megapixels", 5200, 3900, CameraNoise),
            Photographs("20 megapixels, without noise", 5200, 3900, noise: 0),
            Photographs("36 megapixels", 6928, 5196, CameraNoise),
        ];
        foreach (Request request in requests)
        {
            await server.CheckAsync(request.Body, request.Candidates);
        }

        StageTimes before = await StageTimes.ReadAsync(server);
        for (int i = 0; i < bench.Rounds; i++)
        {
            foreach (Request request in requests)
            {
                TimeSpan spent = server.ProcessorTime;
                for (int j = 0; j < RequestsOfARound; j++)
                {
                    request.Latencies.Add(await server.TimeAsync(request.Body));
                }

                request.ProcessorTimes.Add((server.ProcessorTime - spent).TotalMilliseconds / RequestsOfARound);
                StageTimes after = await StageTimes.ReadAsync(server);
                request.Decodes.Add((after - before).Decode / (RequestsOfARound * (request.Candidates + 1)));
                before = after;
            }
        }

        double small = Median(requests[0].Latencies);
        SpeedBench.Print(
            "Large photographs, one request at a time, medians",
            ["request", "a file, kB", "latency, ms", ": small pair", "processor time, ms", "decode of one, ms"],
            requests.Select(request => (string[])
            [
                request.Name, $"{request.FileBytes / 1000}", SpeedBench.Text(Median(request.Latencies), "0.0"), SpeedBench.Text(Median(request.Latencies) / small, "0.0"),
                SpeedBench.Text(Median(request.ProcessorTimes), "0"), SpeedBench.Text(Median(request.Decodes), "0.0"),
            ]));
        foreach (Request request in requests[2..4])
        {
            double pair = Median(request.Latencies), decode = Median(request.Decodes);
            bench.Judge($"pair of {request.Name}", "at most 90 ms where a small pair takes 15", $"{pair:0.0} ms, a small pair {small:0.0} ms: {15 * pair / small:0} where it takes 15", pair / small <= PairGoal);
            bench.Judge($"decode of one of {request.Name}", "at most 25 ms there", $"{decode:0.0} ms: {15 * decode / small:0} where a small pair takes 15", decode / small <= DecodeGoal);
        }
    }

    private static Request Photographs(string name, int width, int height, int noise) => Make(
        name,
        LoadPictures.Photograph(LoadPictures.SmallTarget, width, height, noise),
        LoadPictures.Photograph(LoadPictures.Small, width, height, noise));

    private static Request Make(string name, byte[] target, byte[] candidate, int candidates = 1) =>
        new(name, LoadPictures.Body(target, candidate, candidates), candidates, candidate.Length);

    private static double Median(List<double> values) => new Percentiles(values).Median;

    private sealed record Request(string Name, byte[] Body, int Candidates, int FileBytes)
    {
        public List<double> Latencies { get; } = [];

        public List<double> ProcessorTimes { get; } = [];

        public List<double> Decodes { get; } = [];
    }
}
