using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Iris.Benchmarks;
using Iris.Memory;
using Perfolizer.Horology;

// As the server does: it changes what native memory costs.
NativeHeap.ReturnLargeBlocks();
NativeHeap.OverwriteFreedBlocks();

switch (args)
{
    case ["--test"]:
        return await DryRun.CheckAsync(Budgets.DefaultFile);

    case ["--test", "--budgets", string file]:
        return await DryRun.CheckAsync(file);

    case ["--record"]:
        await DryRun.RecordAsync(Budgets.SourceFile);
        return 0;

    case ["--help" or "-h" or "-?"]:
        Console.Error.WriteLine("""
            Usage: Iris.Benchmarks [--filter GLOB …]          times the stages; all options are BenchmarkDotNet's
                   Iris.Benchmarks --test [--budgets FILE]   runs each stage a few times and checks what it allocates
                   Iris.Benchmarks --record                  writes budgets a little above what each stage allocates
            """);
        return 2;

    default:
        // In this process: it is a program of its own already, and a build at run time needs more than a build server may have.
        IConfig config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default
                .WithToolchain(InProcessEmitToolchain.Instance)
                .WithWarmupCount(3)
                .WithIterationCount(12)
                .WithIterationTime(TimeInterval.FromMilliseconds(200)))
            .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params, DefaultColumnProviders.Metrics)
            .AddColumn(StatisticColumn.Median, StatisticColumn.Min, StatisticColumn.P95)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Path.Combine(RepositoryRoot.Folder, "artifacts", "benchmarks"))
            .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile);
        BenchmarkSwitcher.FromAssembly(typeof(DryRun).Assembly).Run(args is [] ? ["--filter", "*"] : args, config);
        return 0;
}
