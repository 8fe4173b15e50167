using System.CommandLine;
using Iris.Models;

namespace Iris.Cli.Commands;

/// <summary><c>--calibration</c>: which false match rates and thresholds go by the user's own pictures.</summary>
internal static class CalibrationOption
{
    public static Option<string?> Create() => new("--calibration")
    {
        Description = "Thresholds from your own pictures, by iris evaluate --save-calibration, in place of the model pack's.",
        HelpName = "FILE",
    };

    /// <summary>How often different people are similar.</summary>
    /// <exception cref="CalibrationException">The file cannot be used.</exception>
    public static FalseMatchCurve CurveOf(ParseResult options, Option<string?> calibration, ModelPack pack) =>
        options.GetValue(calibration) is { } file ? Calibration.ReadFor(pack, file) : pack.FalseMatches;
}
