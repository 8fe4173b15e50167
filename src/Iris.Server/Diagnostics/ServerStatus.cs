using Iris.Server.Admission;
using Iris.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace Iris.Server.Diagnostics;

/// <summary>The answer of <c>GET /v1/status</c>: how much there is to do, in counts over all requests.</summary>
/// <param name="Requests">How many comparisons were asked for.</param>
/// <param name="Pictures">The pictures of requests that are under way.</param>
/// <param name="Places">The places for requests.</param>
/// <param name="Memory">The memory for what requests bring.</param>
/// <param name="Stages">What the work on pictures took since the process started.</param>
internal sealed record ServerStatus(
    RequestCounts Requests, ServerStatus.PictureCounts Pictures, ServerStatus.PlaceCounts Places, ServerStatus.MemoryCounts Memory, ServerStatus.StageCounts Stages)
{
    /// <param name="Waiting">Those that wait for a core.</param>
    /// <param name="InWork">Those that have one.</param>
    /// <param name="Cores">The most that may.</param>
    internal sealed record PictureCounts(int Waiting, int InWork, int Cores);

    /// <param name="Taken">Requests that are worked on or wait for a core.</param>
    /// <param name="Limit">The most of them that there may be.</param>
    internal sealed record PlaceCounts(int Taken, int Limit);

    /// <param name="ReservedBytes">What bodies, fetched and decoded pictures take.</param>
    /// <param name="BudgetBytes">The most that they may.</param>
    internal sealed record MemoryCounts(long ReservedBytes, long BudgetBytes);

    /// <param name="Fetch">Fetching a picture from a URL.</param>
    /// <param name="Decode">Making pixels of its bytes.</param>
    /// <param name="Detect">Finding its faces.</param>
    /// <param name="Embed">Making embeddings of them.</param>
    internal sealed record StageCounts(StageCount Fetch, StageCount Decode, StageCount Detect, StageCount Embed);

    /// <param name="Count">How often it has ended.</param>
    /// <param name="Milliseconds">How long that took in all.</param>
    internal sealed record StageCount(long Count, long Milliseconds);
}

/// <summary>Reads the status of the server. Thread-safe.</summary>
internal sealed class StatusReader(
    RequestStatistics statistics, FairGate cores, Capacity capacity, PictureMemory memory, StageTotals stages, IOptions<CapacityOptions> options)
{
    private readonly int _places = options.Value.MaxRequests;
    private readonly long _budget = options.Value.MemoryBudget;

    /// <summary>Reads what is so at the moment.</summary>
    public ServerStatus Read() => new(
        statistics.Read(),
        new(cores.Waiting, cores.Inside, Environment.ProcessorCount),
        new(capacity.PlacesTaken, _places),
        new(capacity.ReceivedBytes + memory.ReservedBytes, _budget),
        new(Count(Stage.Fetch), Count(Stage.Decode), Count(Stage.Detect), Count(Stage.Embed)));

    private ServerStatus.StageCount Count(Stage stage)
    {
        (long count, TimeSpan duration) = stages.Read(stage);
        return new(count, (long)duration.TotalMilliseconds);
    }
}
