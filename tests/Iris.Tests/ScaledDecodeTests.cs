using System.Numerics;
using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>Large photographs are decoded at a reduced scale; faces that become small by it once more, at a finer one.</summary>
public sealed class ScaledDecodeTests
{
    private const int Width = 4000;
    private const int Height = 3000;

    private static readonly string Portrait = Pictures.Johns[40];

    public static TheoryData<string> Formats => ["JPEG", "WebP", "PNG"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_face_in_a_large_picture_is_where_it_is_at_full_size(string format)
    {
        const int Left = 1300, Top = 500, Side = 1500;
        using PictureFaces faces = Engine.Find(Photograph(format, Left, Top, Side));

        Assert.Equal((Width, Height, 1), (faces.Width, faces.Height, faces.Count));
        FaceLandmarks expected = Moved(GoldenVectors.Of(Portrait).Faces[0].Points, Left, Top, Side / 150f);

        // The portrait is enlarged tenfold and reduced threefold: the networks see it sharper or softer than the original.
        Assert.InRange(Landmarks.Error(faces[0].Landmarks, expected), 0, 0.05f);
    }

    // The eyes are 42 pixels apart, 21 in the reduced picture, and 35 in the crop that is compared.
    [Theory]
    [MemberData(nameof(Formats))]
    public void A_small_face_in_a_large_picture_is_compared_at_full_detail(string format)
    {
        using PictureFaces faces = Engine.Find(Photograph(format, 2000, 1200, 120));
        using PictureFaces halved = Engine.Find(HalvedPhotograph(2000, 1200, 120));

        Assert.Equal((1, 1), (faces.Count, halved.Count));
        float similarity = Assert.NotNull(JohnsEmbeddings.SimilarityTo(Portrait, faces));
        float halvedSimilarity = Assert.NotNull(JohnsEmbeddings.SimilarityTo(Portrait, halved));
        TestContext.Current.TestOutputHelper?.WriteLine($"{format}: cosine {similarity:F4}, at half the size {halvedSimilarity:F4}");

        // Measured: 0.978 to 0.979, and 0.966 for a crop cut from the reduced picture. Shrinking the portrait cost the rest.
        Assert.InRange(similarity, 0.975f, 1);
        Assert.True(similarity > halvedSimilarity);
    }

    // Faces whose landmarks in the reduced picture are wrong: compared by them they had similarities of 0.29 and 0.55.
    [Theory]
    [InlineData("johns/John_Shimkus/000388_03227773.jpg", 90)]
    [InlineData("johns/John_Simm/000306_00470222.jpg", 100)]
    public void A_small_face_in_a_large_picture_is_fitted_again_at_full_detail(string portrait, int side)
    {
        using PictureFaces faces = Engine.Find(Photograph("JPEG", 2000, 1200, side, portrait));

        Assert.InRange(Assert.NotNull(JohnsEmbeddings.SimilarityTo(portrait, faces)), 0.95f, 1);
    }

    private static byte[] HalvedPhotograph(int left, int top, int side)
    {
        using SKBitmap portrait = PictureFiles.Decode(Pictures.Read(Portrait));
        using SKBitmap small = Canvas.Shrunk(portrait, side / 2, side / 2);
        using SKBitmap photograph = Canvas.Blank(Width / 2, Height / 2, SKColors.Gray);
        Canvas.Paste(small, photograph, SKRectI.Create(left / 2, top / 2, side / 2, side / 2));
        return PictureFiles.Png(photograph);
    }

    private static byte[] Photograph(string format, int left, int top, int side, string? of = null)
    {
        using SKBitmap portrait = PictureFiles.Decode(Pictures.Read(of ?? Portrait));
        using SKBitmap sized = side < portrait.Width ? Canvas.Shrunk(portrait, side, side) : portrait.Copy();
        using SKBitmap photograph = Canvas.Blank(Width, Height, SKColors.Gray);
        Canvas.Paste(sized, photograph, SKRectI.Create(left, top, side, side));
        return format switch
        {
            "JPEG" => PictureFiles.Jpeg(photograph, 95),
            "WebP" => PictureFiles.WebP(photograph),
            _ => PictureFiles.Png(photograph),
        };
    }

    // Landmarks count from the centre of the first pixel.
    private static FaceLandmarks Moved(FaceLandmarks points, int left, int top, float scale)
    {
        return new(Move(points.LeftEye), Move(points.RightEye), Move(points.Nose), Move(points.LeftMouth), Move(points.RightMouth));

        Vector2 Move(Vector2 point) => ((point + new Vector2(0.5f)) * scale) - new Vector2(0.5f) + new Vector2(left, top);
    }
}
