namespace Iris.Cli.Verification.Linux;

/// <summary>
/// A process that stands still until this is released. A scan takes half a second; measured: where the collector moved objects meanwhile,
/// from what was still to be read to what had been read, it found nothing of a request that was kept.
/// </summary>
internal readonly struct FrozenProcess : IDisposable
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1);

    private readonly int _processId;

    public FrozenProcess(int processId)
    {
        _processId = processId;
        SystemCalls.Signal(processId, SystemCalls.Stop);

        // Each thread stops when it next comes by the kernel.
        SpinWait.SpinUntil(() => ProcFile.StatusOfThreads(processId, "State").All(static state => state!.StartsWith('T')), LongestStop);
    }

    public void Dispose() => SystemCalls.Signal(_processId, SystemCalls.Continue);
}
