using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>How much is worked on at a time. Configuration section <c>Iris:Capacity</c>.</summary>
internal sealed class CapacityOptions
{
    public const string Section = "Iris:Capacity";

    private const int RequestsPerCore = 32;

    /// <summary>
    /// The most comparisons worked on at a time, those that wait for a core included. By default about a second's worth of small ones.
    /// </summary>
    /// <value>32 for each core</value>
    [Range(1, 100_000)]
    public int MaxRequests { get; set; } = RequestsPerCore * Environment.ProcessorCount;

    /// <summary>How many of them may be one client's. Default: as many as it leaves to others, so half of them if it is alone.</summary>
    [Range(1, 100_000)]
    public int? MaxRequestsPerClient { get; set; }

    /// <summary>
    /// The memory in bytes for what requests bring: one half for bodies and fetched pictures, of which a client may have as much as it leaves
    /// to others, the other half for decoded pictures. The log says at the start how much the process takes in all. Default 1 GiB.
    /// </summary>
    [Range(32L * 1024 * 1024, 1024L * 1024 * 1024 * 1024)]
    public long MemoryBudget { get; set; } = 1024L * 1024 * 1024;

    /// <summary>How long one picture may be worked on, from its first byte being decoded to its embedding. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan PictureTimeout { get; set; } = TimeSpan.FromSeconds(10);

    public long ReceivedBytes => MemoryBudget / 2;

    public long DecodedBytes => MemoryBudget - ReceivedBytes;
}

[OptionsValidator]
internal sealed partial class CapacityOptionsValidator : IValidateOptions<CapacityOptions>;
