using Iris.Server.Admission;
using Iris.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace Iris.Server.Diagnostics;

/// <summary>The answer of <c>GET /v1/status</c>: how much there is to do, in counts over all requests.</summary>
/// <param name="Requests">How many comparisons were asked for.</param>
/// <param name="Pictures">The pictures of requests that are under way.</param>
/// <param name="Places">The places for requests.</param>
/// <param name="Memory">The memory for what requests bring.</param>
/// <param name="Stages">How long the work on a picture takes on average.</param>
internal sealed record ServerStatus(
    RequestCounts Requests, ServerStatus.PictureCounts Pictures, ServerStatus.PlaceCounts Places, ServerStatus.MemoryCounts Memory, ServerStatus.AllStages Stages)
{
    /// <param name="Waiting">Those that wait for a core.</param>
    /// <param name="InWork">Those that have one.</param>
    /// <param name="Cores">The most that may.</param>
    internal sealed record PictureCounts(int Waiting, int InWork, int Cores);

    /// <param name="Taken">Requests that are worked on or wait for a core.</param>
    /// <param name="Limit">The most of them that there may be.</param>
    internal sealed record PlaceCounts(int Taken, int Limit);

    /// <param name="ReservedBytes">What bodies, fetched and decoded pictures take, rounded up to whole MiB: to the byte it could be that of a known file.</param>
    /// <param name="BudgetBytes">The most that they may.</param>
    internal sealed record MemoryCounts(long ReservedBytes, long BudgetBytes);

    /// <param name="Fetch">Fetching a picture from a URL.</param>
    /// <param name="Decode">Making pixels of its bytes.</param>
    /// <param name="Detect">Finding its faces.</param>
    /// <param name="Embed">Making embeddings of them.</param>
    internal sealed record AllStages(StageAverage Fetch, StageAverage Decode, StageAverage Detect, StageAverage Embed);

    /// <param name="Microseconds">Since the process started; null while too few have ended.</param>
    /// <param name="RecentMicroseconds">Of the last 16 to 31: see <see cref="StageTimes"/>.</param>
    internal sealed record StageAverage(long? Microseconds, long? RecentMicroseconds);
}

/// <summary>Reads the status of the server. Thread-safe.</summary>
internal sealed class StatusReader(
    RequestStatistics statistics, FairGate cores, Capacity capacity, PictureMemory memory, StageTimes stages, IOptions<CapacityOptions> options)
{
    private const long Unit = 1024 * 1024;

    private readonly int _places = options.Value.MaxRequests;
    private readonly long _budget = options.Value.MemoryBudget;

    /// <summary>Reads what is so at the moment.</summary>
    public ServerStatus Read() => new(
        statistics.Read(),
        new(cores.Waiting, cores.Inside, Environment.ProcessorCount),
        new(capacity.PlacesTaken, _places),
        new(RoundUp(capacity.ReceivedBytes + memory.ReservedBytes), _budget),
        new(Average(Stage.Fetch), Average(Stage.Decode), Average(Stage.Detect), Average(Stage.Embed)));

    private static long RoundUp(long bytes) => (bytes + Unit - 1) / Unit * Unit;

    private ServerStatus.StageAverage Average(Stage stage) =>
        stages.Read(stage) is var (all, lately) ? new((long)all.TotalMicroseconds, (long)lately.TotalMicroseconds) : new(null, null);
}
