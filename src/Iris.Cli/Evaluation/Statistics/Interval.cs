namespace Iris.Cli.Evaluation.Statistics;

/// <summary>An interval that is meant to have the true value in 95 of 100 evaluations.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>The share of evaluations that miss the true value.</summary>
    public const double Miss = 0.05;

    /// <summary>The interval between the outer percentiles of resampled values, widened to the value itself.</summary>
    /// <param name="value">The value.</param>
    /// <param name="resampled">The values of resamples; NaN where a resample has none.</param>
    /// <returns>Null where more than a tenth of the resamples have none.</returns>
    public static Interval? Of(double value, IEnumerable<double> resampled)
    {
        double[] all = [.. resampled];
        double[] sorted = [.. all.Where(static one => !double.IsNaN(one)).Order()];
        if (sorted.Length * 10L < all.Length * 9L || sorted.Length == 0)
        {
            return null;
        }

        double last = sorted.Length - 1;
        return new(
            Math.Min(value, sorted[(int)Math.Floor(last * Miss / 2)]),
            Math.Max(value, sorted[(int)Math.Ceiling(last * (1 - (Miss / 2)))]));
    }

    /// <summary>
    /// The highest rate at which so many independent trials go without a single event in 2.5 of 100 cases: Clopper and Pearson's upper end for
    /// none (1934). One-sided and in short it is the rule of three.
    /// </summary>
    public static double HighestWithoutEvent(double trials) => trials > 0 ? 1 - Math.Pow(Miss / 2, 1 / trials) : 1;
}
