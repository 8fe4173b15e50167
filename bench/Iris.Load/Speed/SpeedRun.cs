using System.Diagnostics;
using System.Globalization;
using Iris.Cli.Verification;

namespace Iris.Load.Speed;

/// <summary>Measures what the server takes, case by case, beside what the networks alone take in the same run, and compares with the goals.</summary>
internal static class SpeedRun
{
    private static readonly (string Name, Func<SpeedBench, Task> MeasureAsync)[] Cases =
    [
        ("ten", bench => SaturationCase.MeasureAsync(bench, candidates: 10, concurrency: 4, goal: 0.8)),
        ("one", bench => SaturationCase.MeasureAsync(bench, candidates: 1, concurrency: 16, goal: 0.75)),
        ("cores", CoresCase.MeasureAsync),
        ("latency", LatencyCase.MeasureAsync),
        ("large", LargeCase.MeasureAsync),
        ("thousand", ThousandCase.MeasureAsync),
        ("tail", TailCase.MeasureAsync),
        ("start", StartCase.MeasureAsync),
        ("idle", IdleCase.MeasureAsync),
        ("stages", StagesCase.MeasureAsync),
        ("linear", LinearCase.MeasureAsync),
    ];

    /// <summary>Runs cases and prints tables.</summary>
    /// <param name="args"><c>--quick</c>, <c>--server</c> with another server than the one beside this program, names of cases; all if there are none.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        bool isQuick = false;
        string program = IrisProcess.ServerBeside;
        var names = new List<string>();
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick":
                    isQuick = true;
                    break;
                case "--server" when i + 1 < args.Length:
                    program = args[++i];
                    break;
                default:
                    names.Add(args[i]);
                    break;
            }
        }

        if (names.Any(static name => Cases.All(speedCase => speedCase.Name != name)))
        {
            Console.Error.WriteLine($"Cases: {string.Join(", ", Cases.Select(static speedCase => speedCase.Name))}");
            return 2;
        }

        await using var bench = new SpeedBench(program, isQuick);
        Console.WriteLine($"{Machine.Description}\n{PureInference.Definition}");
        if (isQuick)
        {
            Console.WriteLine("A quick run: it shows that the cases work. Its figures say nothing.");
        }

        await bench.Pure.MeasureAsync(bench.Round, Environment.ProcessorCount);
        foreach ((string name, Func<SpeedBench, Task> measureAsync) in Cases)
        {
            if (names.Count == 0 || names.Contains(name))
            {
                long start = Stopwatch.GetTimestamp();
                var others = OtherPrograms.Watch(bench.Servers);
                await measureAsync(bench);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n({name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s; other programs had {others.Cores(bench.Servers):0.00} cores)"));
            }
        }

        bench.Conclude();
        return 0;
    }
}
