using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>How pictures are compared. Configuration section <c>Iris:Comparison</c>.</summary>
internal sealed class ComparisonOptions
{
    public const string Section = "Iris:Comparison";

    /// <summary>
    /// The accepted rate of false matches for one candidate, which chooses the threshold: within the rates that the model pack was
    /// measured at, 0.000001 to 0.001 with the default one, or those of <c>Iris:Matching:Calibration</c>. Among N candidates the chance of a false match is 1 − (1 − rate)^N. A pack that was
    /// measured at none has a threshold of its own, which counts where neither this nor <see cref="Threshold"/> is set.
    /// </summary>
    /// <value>0.001</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double? FalseMatchRate { get; set; }

    /// <summary>The cosine above which a candidate matches, −1 to 1, in place of the one that <see cref="FalseMatchRate"/> chooses.</summary>
    [Range(-1.0, 1.0)]
    public float? Threshold { get; set; }

    /// <summary>The largest request body in bytes. Default 56 MiB: 40 MiB of pictures in base64, and room for the names.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 56 * 1024 * 1024;

    /// <summary>The most candidates in one request. Default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxCandidates { get; set; } = 1000;

    /// <summary>The longest name of a candidate, in bytes of UTF-8 once escapes have been replaced. Default 1,024.</summary>
    [Range(1, 1024 * 1024)]
    public int MaxNameBytes { get; set; } = 1024;

    /// <summary>How many candidates of one request are fetched or analysed at a time. Default 16.</summary>
    [Range(1, 1024)]
    public int MaxParallelCandidates { get; set; } = 16;
}

[OptionsValidator]
internal sealed partial class ComparisonOptionsValidator : IValidateOptions<ComparisonOptions>;
