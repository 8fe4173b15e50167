namespace Iris.Models;

/// <summary>
/// How often two different people are as similar as that, by the calibration of a model pack. Between two measured points the logarithm of the
/// rate is taken to be linear; beyond the outermost ones nothing is made up. Immutable and thread-safe.
/// </summary>
public sealed class FalseMatchCurve
{
    private const int RateDecimals = 9;

    // By rising similarity, so by falling rate. None where nothing was measured.
    private readonly OperatingPoint[] _points;
    private readonly float? _threshold;

    private FalseMatchCurve(float threshold)
    {
        _points = [];
        _threshold = threshold;
    }

    /// <exception cref="ModelPackException">The points do not make a curve.</exception>
    internal FalseMatchCurve(string file, IReadOnlyList<OperatingPoint> points)
        : this(points, fault => new ModelPackException(file, fault))
    {
    }

    /// <param name="points">The points.</param>
    /// <param name="refuse">Makes the exception that is thrown for a fault, which has no final full stop.</param>
    internal FalseMatchCurve(IReadOnlyList<OperatingPoint> points, Func<string, Exception> refuse)
    {
        if (points.Count == 0)
        {
            throw refuse("it has no calibration, so no threshold can be chosen");
        }

        for (int i = 0; i < points.Count; i++)
        {
            OperatingPoint point = points[i];

            // Not "out of range": NaN is in no range.
            if (!(point.FalseMatchRate is > 0 and < 1 && point.Similarity is >= -1 and <= 1 && point.TrueMatchRate is >= 0 and <= 1))
            {
                throw refuse(FormattableString.Invariant($"its calibration's point {i + 1} has a value out of range"));
            }

            // Answers tell rates with as many, and a rate that is sent back must not be another.
            if (Math.Round(point.FalseMatchRate, RateDecimals) != point.FalseMatchRate)
            {
                throw refuse(FormattableString.Invariant($"its calibration's point {i + 1} has a false match rate of more than {RateDecimals} decimals"));
            }

            if (i > 0 && !(point.FalseMatchRate < points[i - 1].FalseMatchRate && point.Similarity > points[i - 1].Similarity))
            {
                throw refuse(FormattableString.Invariant(
                    $"its calibration's point {i + 1} has no lower false match rate at a higher similarity than the one before"));
            }
        }

        _points = [.. points];
    }

    /// <summary>The rate that is accepted where nobody chooses one.</summary>
    public const double UsualRate = 1e-3;

    /// <summary>
    /// Of a pack whose false match rates nobody has measured: at any similarity the rate is at most 1, which is all that is known, and no rate has a
    /// threshold. See decision 0026.
    /// </summary>
    /// <param name="threshold">The one threshold that the pack states.</param>
    internal static FalseMatchCurve NotMeasured(float threshold) => new(threshold);

    /// <summary>Whether anything was measured.</summary>
    public bool IsMeasured => _points.Length > 0;

    /// <summary>The lowest calibrated rate; 1 where nothing was measured.</summary>
    public double LowestRate => IsMeasured ? _points[^1].FalseMatchRate : 1;

    /// <summary>The highest calibrated rate; 1 where nothing was measured.</summary>
    public double HighestRate => IsMeasured ? _points[0].FalseMatchRate : 1;

    /// <summary>The share of pairs of different people that are more similar than a pair is.</summary>
    /// <param name="similarity">A cosine, −1 to 1.</param>
    /// <returns>The rate, or the outermost calibrated one as a bound of it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is not a number.</exception>
    public FalseMatchRate RateAt(float similarity)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(float.IsNaN(similarity), true, nameof(similarity));
        if (IsMeasured && similarity < _points[0].Similarity)
        {
            return new(HighestRate, RateBound.Lower);
        }

        for (int i = 0; i < _points.Length; i++)
        {
            if (similarity == _points[i].Similarity)
            {
                return new(_points[i].FalseMatchRate, RateBound.None);
            }

            if (similarity < _points[i].Similarity)
            {
                (OperatingPoint from, OperatingPoint to) = (_points[i - 1], _points[i]);
                double share = ((double)similarity - from.Similarity) / ((double)to.Similarity - from.Similarity);
                double rate = from.FalseMatchRate * Math.Pow(to.FalseMatchRate / from.FalseMatchRate, share);
                return new(Math.Clamp(rate, to.FalseMatchRate, from.FalseMatchRate), RateBound.None);
            }
        }

        return new(LowestRate, RateBound.Upper);
    }

    /// <summary>The threshold for a false match rate.</summary>
    /// <param name="rate">
    /// A share of pairs of different people. Null for <see cref="UsualRate"/>, or for the threshold of a pack that was not measured.
    /// </param>
    /// <returns>The cosine that has this rate; null outside <see cref="LowestRate"/> to <see cref="HighestRate"/>, or where nothing was measured.</returns>
    public float? ThresholdFor(double? rate) =>
        IsMeasured ? ThresholdAt(rate ?? UsualRate) : rate is null ? _threshold : null;

    /// <summary>
    /// The chance that among comparisons of different people at least one is a false match: 1 − (1 − rate)^N. As if they were independent,
    /// which comparisons of one person with many are not quite.
    /// </summary>
    /// <param name="rate">The rate of one comparison, 0 to 1.</param>
    /// <param name="comparisons">N, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not from 0 to 1, or the number is negative.</exception>
    public static double ChanceOfAnyFalseMatch(double rate, long comparisons)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(comparisons);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rate is >= 0 and <= 1, true, nameof(rate));

        // As written a rate of 1e-17 would be 0: 1 − rate is rounded to 1. Without comparisons log(0) × 0 would not be a number.
        return comparisons == 0 ? 0 : -ExpMinusOne(comparisons * LogOfOnePlus(-rate));
    }

    private float? ThresholdAt(double rate)
    {
        // Also for NaN.
        if (!(rate >= LowestRate && rate <= HighestRate))
        {
            return null;
        }

        int i = 0;
        while (rate < _points[i].FalseMatchRate)
        {
            i++;
        }

        OperatingPoint to = _points[i];
        if (rate == to.FalseMatchRate)
        {
            return to.Similarity;
        }

        OperatingPoint from = _points[i - 1];
        double share = Math.Log(rate / from.FalseMatchRate) / Math.Log(to.FalseMatchRate / from.FalseMatchRate);
        return (float)(from.Similarity + (share * ((double)to.Similarity - from.Similarity)));
    }

    // Kahan's: what is lost by rounding 1 + x is lost by its logarithm and by the divisor alike (HP-15C Advanced Functions Handbook, 1982).
    private static double LogOfOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }

    // The same, the other way round.
    private static double ExpMinusOne(double x)
    {
        double exp = Math.Exp(x);
        double difference = exp - 1;
        return exp == 1 ? x : difference == -1 ? -1 : difference * x / Math.Log(exp);
    }
}
