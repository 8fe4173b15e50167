namespace Iris.Load;

/// <summary>Measured values in order.</summary>
internal sealed class Percentiles(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    public int Count => _sorted.Length;

    /// <summary>The value that half of them do not exceed.</summary>
    public double Median => At(0.5);

    public double Least => At(0);

    public double Most => At(1);

    /// <summary>The value that a share of them does not exceed; 0 when there is none.</summary>
    /// <param name="share">0 to 1.</param>
    public double At(double share)
    {
        if (Count == 0)
        {
            return 0;
        }

        // Between the two nearest, so that the median of an even number of rounds is neither the better nor the worse.
        double place = share * (Count - 1);
        int low = (int)place;
        return double.Lerp(_sorted[low], _sorted[Math.Min(low + 1, Count - 1)], place - low);
    }
}
