namespace Iris.Client;

/// <summary>The answer of <see cref="IrisClient.GetStatsAsync"/>: requests for comparison, whatever became of them.</summary>
public sealed record RequestCounts
{
    /// <summary>Since the server started.</summary>
    public required long TotalRequests { get; init; }

    /// <summary>Of these, the ones of the last second.</summary>
    public required long RequestsLastSecond { get; init; }

    /// <summary>The ones of the last minute.</summary>
    public required long RequestsLastMinute { get; init; }

    /// <summary>The ones of the last hour.</summary>
    public required long RequestsLastHour { get; init; }
}
