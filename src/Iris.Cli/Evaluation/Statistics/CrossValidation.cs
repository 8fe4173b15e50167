namespace Iris.Cli.Evaluation.Statistics;

/// <summary>
/// Accuracy by the protocol of Labeled Faces in the Wild (Huang et al. 2007): the threshold that is best for all folds but one is tried on that
/// one, each in turn. Pairs with pictures of two folds are tried with either, and choose the threshold for neither. Accuracy is the mean of the share of pairs of the same person that match and of the share of pairs of different
/// people that do not: what it is where there are as many of either, as in LFW.
/// </summary>
/// <param name="Folds">How many folds there were.</param>
/// <param name="Accuracy">The mean over the folds.</param>
/// <param name="StandardError">The standard error of that mean.</param>
internal sealed record CrossValidation(int Folds, double Accuracy, double StandardError)
{
    /// <summary>As many folds as LFW has.</summary>
    public const int MostFolds = 10;

    /// <summary>Cross-validates; null where there are not two folds, or one lacks pairs of either kind.</summary>
    public static CrossValidation? Of(FoldCounts counts)
    {
        double[] accuracies = new double[counts.Folds];
        for (int fold = 0; fold < accuracies.Length; fold++)
        {
            ErrorCurve tried = counts.Of(fold);
            if (accuracies.Length < 2 || BestStep(counts.Without(fold)) is not { } step || AccuracyAt(tried, step) is not { } accuracy)
            {
                return null;
            }

            accuracies[fold] = accuracy;
        }

        if (accuracies.Length < 2)
        {
            return null;
        }

        double mean = accuracies.Average();
        double variance = accuracies.Sum(accuracy => (accuracy - mean) * (accuracy - mean)) / (accuracies.Length - 1);
        return new(accuracies.Length, mean, Math.Sqrt(variance / accuracies.Length));
    }

    /// <summary>The accuracy at a threshold; null where pairs of either kind are lacking.</summary>
    /// <param name="curve">A curve at every threshold.</param>
    /// <param name="step">The threshold.</param>
    public static double? AccuracyAt(ErrorCurve curve, int step) => (curve.TrueMatchRate(step) + 1 - curve.FalseMatchRate(step)) / 2;

    /// <summary>
    /// The threshold of the highest accuracy: the middle of the widest run of such thresholds, of equally wide ones the highest; null where pairs
    /// of either kind are lacking.
    /// </summary>
    /// <param name="curve">A curve at every threshold.</param>
    public static int? BestStep(ErrorCurve curve)
    {
        if (!(curve.Same > 0 && curve.Different > 0))
        {
            return null;
        }

        // Compared as products of whole numbers: equal accuracies must be equal.
        Int128 highest = Int128.MinValue;
        (int start, int widest, int best) = (0, 0, 0);
        Int128 before = Int128.MinValue;
        for (int step = 0; step <= SimilarityScale.LastStep; step++)
        {
            Int128 gain = ((Int128)curve.SameAbove(step) * (Int128)curve.Different) - ((Int128)curve.DifferentAbove(step) * (Int128)curve.Same);
            start = gain == before ? start : step;
            before = gain;
            int width = step - start + 1;
            if (gain > highest || (gain == highest && width >= widest))
            {
                (highest, widest, best) = (gain, width, (start + step) / 2);
            }
        }

        return best;
    }
}
