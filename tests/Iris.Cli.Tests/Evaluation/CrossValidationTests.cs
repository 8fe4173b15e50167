using CsCheck;
using Iris.Cli.Evaluation.Pairs;
using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Tests.Evaluation;

public sealed class CrossValidationTests
{
    [Fact]
    public void Each_fold_is_tried_at_the_threshold_that_is_best_for_the_others()
    {
        // Best for the second fold is 0.5, in the middle of 0.4 and 0.6: of the first, one of two of the same person is missed there and neither
        // of different people matches. Best for the first is 0.3: of the second neither is missed, and one of two matches.
        var counts = new FoldCounts(2);
        Add(counts, 0, [0.4f, 0.8f], [0.1f, 0.2f]);
        Add(counts, 1, [0.6f, 0.9f], [0.25f, 0.4f]);

        CrossValidation found = CrossValidation.Of(counts)!;

        Assert.Equal((2, 0.75, 0.0), (found.Folds, found.Accuracy, found.StandardError));
    }

    [Fact]
    public void The_standard_error_is_that_of_the_mean_of_the_folds()
    {
        // Best for the second is 0.55, at which one of two is missed in the first. Best for the first is 0.35, where all is right in the second.
        var counts = new FoldCounts(2);
        Add(counts, 0, [0.5f, 0.8f], [0.1f, 0.2f]);
        Add(counts, 1, [0.8f, 0.9f], [0.1f, 0.3f]);

        CrossValidation found = CrossValidation.Of(counts)!;

        // Of ¾ and 1: a deviation of √2 / 8, over √2.
        Assert.Equal(0.875, found.Accuracy);
        Assert.Equal(0.125, found.StandardError, 1e-12);
    }

    [Fact]
    public void A_pair_with_pictures_of_two_folds_is_tried_with_either_and_chooses_the_threshold_for_neither()
    {
        var counts = new FoldCounts(3);
        Add(counts, 0, [0.8f], [0.1f]);
        Add(counts, 1, [0.8f], [0.1f]);
        Add(counts, 2, [0.8f], [0.1f]);
        counts.Different(2, 0).Add(SimilarityScale.LevelOf(0.7f));

        // Without the pair the best threshold is 0.45: folds 0 and 2 have one of two different pairs wrong. For fold 1 it is 0.75, and all right.
        Assert.Equal(0.75, CrossValidation.AccuracyAt(counts.Of(0), SimilarityScale.StepNearest(0.45f)));
        Assert.Equal((0.75 + 1 + 0.75) / 3, CrossValidation.Of(counts)!.Accuracy, 1e-12);
    }

    [Fact]
    public void Without_two_folds_or_pairs_of_either_kind_in_each_there_is_none()
    {
        var one = new FoldCounts(1);
        Add(one, 0, [0.8f], [0.1f]);
        var lacking = new FoldCounts(2);
        Add(lacking, 0, [0.8f], [0.1f]);
        Add(lacking, 1, [0.8f], []);

        Assert.Null(CrossValidation.Of(one));
        Assert.Null(CrossValidation.Of(lacking));
    }

    [Fact]
    public void The_best_threshold_has_the_highest_accuracy_and_is_in_the_middle_of_the_widest_run() => Scores.WithTies.Sample(static scores =>
    {
        ErrorCurve curve = scores.ToCurve();
        double[] accuracies = [.. Enumerable.Range(0, SimilarityScale.Levels).Select(step => CrossValidation.AccuracyAt(curve, step)!.Value)];
        double highest = accuracies.Max();
        int best = CrossValidation.BestStep(curve)!.Value;

        // Equal accuracies differ by rounding.
        bool IsBest(int step) => step >= 0 && step < accuracies.Length && accuracies[step] > highest - 1e-9;
        int StepsFrom(int step, int direction) => Enumerable.Range(1, accuracies.Length).TakeWhile(i => IsBest(step + (i * direction))).Count();
        int WidthAround(int step) => 1 + StepsFrom(step, 1) + StepsFrom(step, -1);
        Assert.True(IsBest(best));
        Assert.InRange(StepsFrom(best, 1) - StepsFrom(best, -1), 0, 1);
        Assert.Equal(Enumerable.Range(0, accuracies.Length / 50).Select(i => i * 50).Where(IsBest).Append(best).Max(WidthAround), WidthAround(best));
    }, iter: 15);

    [Fact]
    public void Nobody_is_in_two_folds_and_folds_are_of_about_the_same_size()
    {
        FoldPlan plan = FoldPlan.For(Everybody(103), static _ => true);

        Assert.Equal(10, plan.Folds);
        Assert.All(plan.OfPerson.CountBy(fold => fold), static fold => Assert.InRange(fold.Value, 10, 11));
        Assert.Equal(plan.OfPerson.Order(), plan.OfPerson);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(10, 10)]
    [InlineData(1, 1)]
    [InlineData(0, 1)]
    public void There_are_no_more_folds_than_people_with_a_pair(int people, int folds) => Assert.Equal(folds, FoldPlan.For(Everybody(people), static _ => true).Folds);

    [Fact]
    public void There_are_as_many_folds_as_have_pairs_of_either_kind()
    {
        Assert.Equal(4, FoldPlan.For(Everybody(50), static plan => plan.Folds <= 4).Folds);
        Assert.Equal(1, FoldPlan.For(Everybody(50), static _ => false).Folds);
    }

    [Fact]
    public void Each_fold_has_as_many_people_with_a_pair_wherever_they_stand()
    {
        // As in a folder that begins with those who have several pictures.
        bool[] hasPair = [.. Enumerable.Range(0, 400).Select(static person => person < 43)];

        FoldPlan plan = FoldPlan.For(hasPair, static _ => true);

        Assert.Equal(10, plan.Folds);
        Assert.All(plan.OfPerson.Take(43).CountBy(static fold => fold), static fold => Assert.InRange(fold.Value, 4, 5));
        Assert.All(plan.OfPerson.Skip(43), static fold => Assert.Equal(9, fold));
    }

    private static bool[] Everybody(int people) => [.. Enumerable.Repeat(true, people)];

    private static void Add(FoldCounts counts, int fold, float[] same, float[] different)
    {
        counts.Same(fold).Add(Scores.Count(same));
        counts.Different(fold, fold).Add(Scores.Count(different));
    }
}
