using Iris.Testing;

namespace Iris.Tests;

/// <summary>What a caller does with what it has released.</summary>
public sealed class ReleaseTests
{
    [Fact]
    public void An_engine_that_is_released_twice_is_released_once_and_answers_no_more()
    {
        var comparer = FaceComparer.Load(Engine.Pack);
        comparer.Dispose();
        comparer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => comparer.FindFaces(
            Pictures.Read(Pictures.Johns[0]), cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_picture_that_was_opened_answers_as_one_that_was_not_until_it_is_released()
    {
        byte[] file = Pictures.Read(Pictures.Johns[0]);
        using PictureFaces expected = Engine.Find(file);

        OpenedPicture picture = Engine.Shared.Open(file, TestContext.Current.CancellationToken);
        using (PictureFaces faces = picture.FindFaces())
        {
            Assert.Equal(expected[0], faces[0]);
            Assert.Equal(expected.Embedding(0), faces.Embedding(0));
            Assert.Equal(Engine.Shared.MeasureDecode(file), picture.DecodeBytes);
        }

        picture.Dispose();
        picture.Dispose();
        Assert.Throws<ObjectDisposedException>(() => picture.FindFaces());
    }

    [Fact]
    public void A_picture_that_is_refused_by_its_header_is_opened_all_the_same()
    {
        using OpenedPicture picture = Engine.Shared.Open("no picture"u8.ToArray(), TestContext.Current.CancellationToken);

        using PictureFaces faces = picture.FindFaces();
        Assert.Equal((PictureOutcome.Unsupported, 0), (faces.Outcome, picture.DecodeBytes));
    }
}
