namespace Iris.Cli.Evaluation.Statistics;

/// <summary>
/// The thresholds at which everything is counted: −1 to 1 in steps of 0.0001. Tens of millions of similarities need not be kept then, and
/// every rate at one of these thresholds is exact: a similarity belongs to the thresholds that it is strictly above, as in a comparison.
/// </summary>
internal static class SimilarityScale
{
    /// <summary>How many steps lie between a cosine of 0 and one of 1.</summary>
    public const int StepsPerUnit = 10_000;

    /// <summary>The number of the last threshold, which is 1; the first, 0, is −1.</summary>
    public const int LastStep = 2 * StepsPerUnit;

    /// <summary>How many levels there are.</summary>
    public const int Levels = LastStep + 1;

    // In single precision, as the threshold of a comparison is.
    private static readonly float[] Thresholds = [.. Enumerable.Range(0, Levels).Select(static step => (float)CosineAt(step))];

    /// <summary>The threshold of a step.</summary>
    /// <param name="step">0 to <see cref="LastStep"/>.</param>
    public static float ThresholdAt(int step) => Thresholds[step];

    /// <summary>The threshold of a step, with no more digits than it has.</summary>
    /// <param name="step">0 to <see cref="LastStep"/>.</param>
    public static double CosineAt(int step) => (step - StepsPerUnit) / (double)StepsPerUnit;

    /// <summary>The step nearest to a threshold.</summary>
    /// <param name="threshold">A cosine, −1 to 1.</param>
    public static int StepNearest(float threshold) =>
        Math.Clamp((int)Math.Round((threshold + 1.0) * StepsPerUnit), 0, LastStep);

    /// <summary>How many of the thresholds a similarity is above: it is a match at each step below its level.</summary>
    /// <param name="similarity">A cosine, −1 to 1.</param>
    /// <returns>0 to <see cref="LastStep"/>.</returns>
    public static int LevelOf(float similarity)
    {
        // The product is exact in double precision. The thresholds are not where it says: they are rounded to single precision.
        int level = Math.Clamp((int)Math.Ceiling((similarity + 1.0) * StepsPerUnit), 0, LastStep);
        if (level > 0 && similarity <= Thresholds[level - 1])
        {
            return level - 1;
        }

        return level < LastStep && similarity > Thresholds[level] ? level + 1 : level;
    }
}
