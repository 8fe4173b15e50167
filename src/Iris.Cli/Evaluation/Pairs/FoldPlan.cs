using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Evaluation.Pairs;

/// <summary>
/// Which fold each person belongs to, so that nobody is in two: people in their order, cut into runs with about as many people each who have a pair
/// of pictures of their own.
/// </summary>
/// <param name="Folds">How many folds there are; 1 where there can be no more.</param>
/// <param name="OfPerson">The fold of each person.</param>
internal sealed record FoldPlan(int Folds, int[] OfPerson)
{
    /// <summary>As many folds as can be, up to ten.</summary>
    /// <param name="hasPair">Whether each person has a pair of pictures of their own.</param>
    /// <param name="hasBothKinds">Whether each fold of a plan has pairs of the same person and of different people, and so do the others without it.</param>
    public static FoldPlan For(IReadOnlyList<bool> hasPair, Func<FoldPlan, bool> hasBothKinds)
    {
        int withPair = hasPair.Count(static has => has);
        for (int folds = Math.Min(CrossValidation.MostFolds, withPair); folds > 1; folds--)
        {
            FoldPlan plan = Cut(hasPair, withPair, folds);
            if (hasBothKinds(plan))
            {
                return plan;
            }
        }

        return new(1, new int[hasPair.Count]);
    }

    private static FoldPlan Cut(IReadOnlyList<bool> hasPair, int withPair, int folds)
    {
        int[] ofPerson = new int[hasPair.Count];
        int before = 0;
        for (int person = 0; person < ofPerson.Length; person++)
        {
            ofPerson[person] = (int)((long)Math.Min(before, withPair - 1) * folds / withPair);
            before += hasPair[person] ? 1 : 0;
        }

        return new(folds, ofPerson);
    }
}
