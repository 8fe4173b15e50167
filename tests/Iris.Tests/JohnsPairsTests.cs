using System.Numerics.Tensors;
using Iris.Testing;

namespace Iris.Tests;

/// <summary>All 1,485 pairs of the labelled crops: 275 of the same person, 1,210 of different people.</summary>
public sealed class JohnsPairsTests
{
    [Fact]
    public void Pairs_of_the_same_person_are_told_from_pairs_of_different_people()
    {
        (List<float> same, List<float> different) = Compare();
        Assert.Equal((275, 1210), (same.Count, different.Count));

        double area = AreaUnderTheCurve(same, different);
        double falseMatches = Share(different, similarity => similarity > Engine.Threshold);
        double falseNonMatches = Share(same, similarity => similarity <= Engine.Threshold);
        double accuracy = 1 - (((falseMatches * different.Count) + (falseNonMatches * same.Count)) / (same.Count + different.Count));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"AUC {area:F5}; at {Engine.Threshold}: accuracy {accuracy:P2}, false match rate {falseMatches:P3}, "
            + $"false non-match rate {falseNonMatches:P2}; same from {same.Min():F3}, different to {different.Max():F3}");

        Assert.True(area >= 0.99, $"AUC {area:F5}");

        // Measured: every pair on its side of the threshold. Half a percent, 7 pairs, is what another build of a library may move.
        Assert.True(accuracy >= 0.995, $"accuracy {accuracy:P2}");
    }

    [Fact]
    public void A_picture_compared_with_itself_is_as_similar_as_can_be()
    {
        byte[] picture = Pictures.Read(Pictures.Johns[0]);

        Comparison comparison = Engine.Shared.Compare(picture, picture, TestContext.Current.CancellationToken);

        // Unit vectors in single precision: 192 products, each rounded to 6e-8.
        Assert.Equal(1, Assert.NotNull(comparison.Similarity), 1e-5f);
    }

    private static (List<float> Same, List<float> Different) Compare()
    {
        var same = new List<float>();
        var different = new List<float>();
        for (int i = 0; i < Pictures.Johns.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                (string a, string b) = (Pictures.Johns[i], Pictures.Johns[j]);
                List<float> pairs = Pictures.PersonIn(a) == Pictures.PersonIn(b) ? same : different;
                pairs.Add(TensorPrimitives.Dot(JohnsEmbeddings.Of(a), JohnsEmbeddings.Of(b)));
            }
        }

        return (same, different);
    }

    // The chance that a pair of the same person is more similar than one of different people (Mann and Whitney's U).
    private static double AreaUnderTheCurve(List<float> same, List<float> different) =>
        same.Average(a => different.Average(b => a > b ? 1.0 : a == b ? 0.5 : 0.0));

    private static double Share(List<float> similarities, Func<float, bool> condition) =>
        (double)similarities.Count(condition) / similarities.Count;
}
