using Iris.Testing;

namespace Iris.Tests;

/// <summary>
/// Photographs of 12 to 36 megapixels as cameras take them, of a person A, and pictures of the people B and C. The project may not
/// hold them: the tests are skipped where they are not at hand.
/// </summary>
public sealed class CameraPhotographTests
{
    private static readonly string[] OfA =
        ["001_A.jpg", "002_A.jpg", "003_A.jpg", "004_A.jpg", "005_A.jpg", "006_A.jpg"];

    private static readonly string[] OfOthers = ["007_B.jpg", "008_B.jpg", "009_C.jpg"];

    [Fact]
    public void Every_photograph_of_a_person_matches_every_other_and_none_of_other_people()
    {
        List<PictureFaces> photographs = [.. OfA.Concat(OfOthers).Select(Find)];
        try
        {
            for (int i = 0; i < OfA.Length; i++)
            {
                for (int j = i + 1; j < photographs.Count; j++)
                {
                    float similarity = Assert.NotNull(photographs[i].SimilarityTo(photographs[j]));
                    TestContext.Current.TestOutputHelper?.WriteLine($"{i + 1} and {j + 1}: {similarity:F3}");
                    Assert.Equal(j < OfA.Length, similarity > Engine.Threshold);
                }
            }
        }
        finally
        {
            photographs.ForEach(faces => faces.Dispose());
        }
    }

    [Fact]
    public void A_photograph_of_20_megapixels_is_compared_with_another_and_with_somebody_elses()
    {
        string large = OfA.First(name => Megapixels(name) >= 20);
        byte[] probe = Read(large);
        byte[] other = Read(OfA.First(name => name != large));
        byte[] stranger = Read("007_B.jpg");

        Comparison same = Engine.Shared.Compare(probe, other, TestContext.Current.CancellationToken);
        Comparison different = Engine.Shared.Compare(probe, stranger, TestContext.Current.CancellationToken);

        Assert.InRange(Assert.NotNull(same.Similarity), Engine.Threshold, 1);
        Assert.InRange(Assert.NotNull(different.Similarity), -1, Engine.Threshold);
    }

    [Fact]
    public void Places_in_a_photograph_are_given_in_its_full_size()
    {
        foreach (string name in OfA)
        {
            GoldenPicture golden = GoldenVectorsOf(name);
            using PictureFaces faces = Find(name);
            Assert.Equal((golden.Width, golden.Height), (faces.Width, faces.Height));
        }
    }

    [Fact]
    public void A_photograph_without_a_face_is_reported_as_no_face() => Assert.Equal(PictureOutcome.NoFace, Engine.OutcomeOf(Read("017_0.jpg")));

    private static PictureFaces Find(string name) => Engine.Find(Read(name));

    private static double Megapixels(string name)
    {
        GoldenPicture golden = GoldenVectorsOf(name);
        return golden.Width * golden.Height / 1e6;
    }

    private static GoldenPicture GoldenVectorsOf(string name)
    {
        Assert.SkipUnless(Pictures.Has(Named(name)), Pictures.NotHeld);
        return GoldenVectors.Of(Named(name));
    }

    private static byte[] Read(string name)
    {
        Assert.SkipUnless(Pictures.Has(Named(name)), Pictures.NotHeld);
        return Pictures.Read(Named(name));
    }

    private static string Named(string name) => $"compreface/{name}";
}
