namespace Iris.Cli.Evaluation.Statistics;

/// <summary>How work is shared among cores.</summary>
internal static class Workers
{
    /// <summary>
    /// One worker a core and no more: on a busy machine the thread pool would add others, each with a picture and networks at work in memory
    /// of its own. Measured: a gigabyte where 300 MB do.
    /// </summary>
    public static ParallelOptions Options(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
}
