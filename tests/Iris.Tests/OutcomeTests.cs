using System.Numerics.Tensors;
using Iris.Testing;

namespace Iris.Tests;

/// <summary>What the engine's front door answers.</summary>
public sealed class OutcomeTests
{
    private static readonly byte[] NoPicture = [.. "no picture"u8];

    [Fact]
    public void A_picture_of_dogs_has_no_face() => Assert.Equal(PictureOutcome.NoFace, Engine.OutcomeOf(Pictures.Read("groups/dogs.jpg")));

    [Fact]
    public void Two_pictures_of_a_person_are_similar()
    {
        Comparison comparison = Compare(Pictures.Read(Pictures.Johns[0]), Pictures.Read(Pictures.Johns[1]));

        Assert.Equal((PictureOutcome.FaceFound, PictureOutcome.FaceFound), (comparison.Probe, comparison.Candidate));
        Assert.InRange(Assert.NotNull(comparison.Similarity), Engine.Threshold, 1);
    }

    [Fact]
    public void Each_picture_of_a_comparison_has_its_own_outcome()
    {
        byte[] face = Pictures.Read(Pictures.Johns[0]);
        byte[] dogs = Pictures.Read("groups/dogs.jpg");

        Assert.Equal(new Comparison(PictureOutcome.NoFace, PictureOutcome.FaceFound, null), Compare(dogs, face));
        Assert.Equal(new Comparison(PictureOutcome.FaceFound, PictureOutcome.Unsupported, null), Compare(face, NoPicture));
        Assert.Equal(new Comparison(PictureOutcome.Unsupported, PictureOutcome.Unreadable, null), Compare(NoPicture, []));
    }

    [Fact]
    public void Comparing_is_symmetrical()
    {
        byte[] a = Pictures.Read(Pictures.Johns[0]);
        byte[] b = Pictures.Read(Pictures.Johns[30]);
        Assert.Equal(Compare(a, b).Similarity, Compare(b, a).Similarity);
    }

    [Fact]
    public void Only_the_largest_face_is_embedded_unless_all_are_asked_for()
    {
        using PictureFaces largest = Engine.Find("groups/faceapi_sample5.jpg");
        using PictureFaces all = Engine.Find("groups/faceapi_sample5.jpg", FaceSelection.All);

        Assert.Equal((5, 1), (largest.Count, largest.EmbeddedCount));
        Assert.Equal((5, 5), (all.Count, all.EmbeddedCount));
        Assert.Equal(largest.Embedding(0).ToArray(), all.Embedding(0).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => largest.Embedding(1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => largest[5]);
        Assert.Throws<ArgumentOutOfRangeException>(() => largest[-1]);
    }

    [Fact]
    public void Faces_are_listed_largest_first_with_confidences_in_their_ranges()
    {
        using PictureFaces faces = Engine.Find("groups/bald_guys.jpg", FaceSelection.All);

        for (int i = 0; i < faces.Count; i++)
        {
            DetectedFace face = faces[i];
            Assert.True(i == 0 || face.Box.Area <= faces[i - 1].Box.Area);
            Assert.InRange(face.DetectionScore, 0.5f, 1);
            Assert.InRange(face.FaceFlag, 0.5f, 1);

            // Single precision: a sum of 192 squares.
            Assert.Equal(1, TensorPrimitives.Norm(faces.Embedding(i)), 1e-5f);
        }
    }

    [Fact]
    public void Faces_that_are_smaller_than_asked_for_are_counted_and_passed_over()
    {
        const string Group = "groups/faceapi_sample5.jpg";
        using PictureFaces all = Engine.Find(Group);
        float[] sizes = [.. Enumerable.Range(0, all.Count).Select(i => all[i].Box.ShortSide).Order()];
        int limit = (int)Math.Ceiling(sizes[1]);

        using PictureFaces some = Engine.Find(Pictures.Read(Group), new FaceSearch { Embed = FaceSelection.All, MinFaceSize = limit });
        int expected = sizes.Count(size => size >= limit);
        Assert.InRange(expected, 1, 3);
        Assert.Equal((PictureOutcome.FaceFound, 5, expected, expected), (some.Outcome, some.Seen, some.Count, some.EmbeddedCount));
        Assert.All(Enumerable.Range(0, some.Count), i => Assert.True(some[i].Box.ShortSide >= limit));

        using PictureFaces none = Engine.Find(Pictures.Read(Group), new FaceSearch { MinFaceSize = 2000 });
        Assert.Equal((PictureOutcome.NoFace, 5, 0, 0), (none.Outcome, none.Seen, none.Count, none.EmbeddedCount));
        Assert.Equal((all.Width, all.Height), (none.Width, none.Height));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceSearch { MinFaceSize = -1 });
    }

    [Fact]
    public void Of_all_pairs_of_faces_the_most_similar_one_is_found()
    {
        using PictureFaces several = Engine.Find("groups/faceapi_sample5.jpg", FaceSelection.All);
        using PictureFaces other = Engine.Find("groups/bald_guys.jpg", FaceSelection.All);
        using PictureFaces largest = Engine.Find("groups/faceapi_sample5.jpg");

        FacePair best = Assert.NotNull(several.BestSimilarityTo(other));

        // The slow way.
        var similarities = from i in Enumerable.Range(0, 5)
                           from j in Enumerable.Range(0, 24)
                           select (Similarity: TensorPrimitives.Dot(several.Embedding(i), other.Embedding(j)), Face: i, Other: j);
        Assert.Equal(similarities.MaxBy(pair => pair.Similarity), (best.Similarity, best.Face, best.OtherFace));
        Assert.Equal(5 * 24, best.Comparisons);

        FacePair own = Assert.NotNull(largest.BestSimilarityTo(several));
        Assert.Equal((0, 0, 5), (own.Face, own.OtherFace, own.Comparisons));
        Assert.Equal(1, own.Similarity, 1e-5f);
        Assert.Equal(largest.SimilarityTo(several), own.Similarity);
    }

    [Fact]
    public void Without_embeddings_there_are_faces_but_no_similarity()
    {
        using PictureFaces none = Engine.Find(Pictures.Johns[0], FaceSelection.None);
        using PictureFaces face = Engine.Find(Pictures.Johns[0]);

        Assert.Equal((PictureOutcome.FaceFound, 1, 0), (none.Outcome, none.Count, none.EmbeddedCount));
        Assert.Equal(face[0], none[0]);
        Assert.Null(none.SimilarityTo(face));
        Assert.Null(face.BestSimilarityTo(none));
    }

    [Fact]
    public void A_picture_without_a_face_has_a_size_but_no_faces_and_no_similarity()
    {
        using PictureFaces dogs = Engine.Find("groups/dogs.jpg", FaceSelection.All);
        using PictureFaces face = Engine.Find(Pictures.Johns[0]);

        GoldenPicture golden = GoldenVectors.Of("groups/dogs.jpg");
        Assert.Equal((PictureOutcome.NoFace, golden.Width, golden.Height), (dogs.Outcome, dogs.Width, dogs.Height));
        Assert.Equal((0, 0, 0), (dogs.Seen, dogs.Count, dogs.EmbeddedCount));
        Assert.Null(dogs.SimilarityTo(face));
        Assert.Null(face.SimilarityTo(dogs));
        Assert.Null(dogs.BestSimilarityTo(face));
        Assert.Null(face.BestSimilarityTo(dogs));
        Assert.Throws<ArgumentOutOfRangeException>(() => dogs[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => dogs.Embedding(0).Length);
    }

    [Fact]
    public void Released_faces_cannot_be_read()
    {
        PictureFaces faces = Engine.Find(Pictures.Johns[0]);
        faces.Dispose();
        faces.Dispose();

        Assert.Throws<ObjectDisposedException>(() => faces[0]);
        Assert.Throws<ObjectDisposedException>(() => faces.Embedding(0).Length);
    }

    private static Comparison Compare(byte[] probe, byte[] candidate) => Engine.Shared.Compare(probe, candidate);
}
