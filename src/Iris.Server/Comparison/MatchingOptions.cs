using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>What thresholds and false match rates go by. Configuration section <c>Iris:Matching</c>.</summary>
internal sealed class MatchingOptions
{
    public const string Section = "Iris:Matching";

    private const int LongestPath = 4096;

    /// <summary>
    /// A file that <c>iris evaluate --save-calibration</c> made from your own pictures. Its false match rates and thresholds take the place of the
    /// model pack's: docs/evaluation.md. It has to be for the model pack in use. Default: the model pack's own.
    /// </summary>
    [MaxLength(LongestPath)]
    public string? Calibration { get; set; }
}

[OptionsValidator]
internal sealed partial class MatchingOptionsValidator : IValidateOptions<MatchingOptions>;
