using System.Diagnostics;
using Iris.Cli.Verification;

namespace Iris.Load.Speed;

/// <summary>How long the program takes from its start to its first answer to a comparison; with another program beside the built one, in turn.</summary>
internal static class StartCase
{
    private const double Goal = 1;

    public static async Task MeasureAsync(SpeedBench bench)
    {
        byte[] body = LoadPictures.SmallBody(candidates: 1);
        string[] programs = [.. ((string[])[IrisProcess.ServerBeside, bench.Program]).Distinct()];
        var measured = programs.ToDictionary(static program => program, static _ => new List<(double Listening, double Answered, TimeSpan ProcessorTime)>());
        for (int i = 0; i < bench.Rounds; i++)
        {
            foreach (string program in programs)
            {
                long start = Stopwatch.GetTimestamp();
                await using ServerUnderLoad server = await ServerUnderLoad.StartAsync(program);
                double listening = Stopwatch.GetElapsedTime(start).TotalSeconds;
                await server.CompareAsync(body);
                measured[program].Add((listening, Stopwatch.GetElapsedTime(start).TotalSeconds, server.ProcessorTime));
            }
        }

        SpeedBench.Print(
            $"From the start of the process to its first answer, {bench.Rounds} starts, medians",
            ["program", "listening, s", "first answer, s", "processor time, s"],
            measured.Select(static program => (string[])
            [
                Name(program.Key), Text(program.Value.Select(static one => one.Listening)), Text(program.Value.Select(static one => one.Answered)),
                Text(program.Value.Select(static one => one.ProcessorTime.TotalSeconds)),
            ]));
        foreach ((string program, List<(double Listening, double Answered, TimeSpan ProcessorTime)> starts) in measured)
        {
            double answered = new Percentiles(starts.Select(static one => one.Answered)).Median;
            bench.Judge($"start to first answer, {Name(program)}", $"under {Goal} s", $"{answered:0.00} s", answered < Goal);
        }
    }

    private static string Name(string program) => program == IrisProcess.ServerBeside ? "as built" : "given";

    private static string Text(IEnumerable<double> values) => SpeedBench.Text(new Percentiles(values).Median, "0.00");
}
