using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Evaluation.Pairs;

/// <summary>Which fold each person belongs to, so that nobody is in two: people in their order, cut into runs of about the same length.</summary>
/// <param name="Folds">How many folds there are; 1 where there can be no more.</param>
/// <param name="OfPerson">The fold of each person.</param>
internal sealed record FoldPlan(int Folds, int[] OfPerson)
{
    /// <summary>As many folds as can be, up to ten.</summary>
    /// <param name="people">How many people there are.</param>
    /// <param name="hasBothKinds">Whether each fold of a plan has pairs of the same person and of different people, and so do the others without it.</param>
    public static FoldPlan For(int people, Func<FoldPlan, bool> hasBothKinds)
    {
        for (int folds = Math.Min(CrossValidation.MostFolds, people); folds > 1; folds--)
        {
            var plan = new FoldPlan(folds, [.. Enumerable.Range(0, people).Select(person => (int)((long)person * folds / people))]);
            if (hasBothKinds(plan))
            {
                return plan;
            }
        }

        return new(1, new int[people]);
    }
}
