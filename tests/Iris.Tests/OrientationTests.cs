using System.Numerics;
using Iris.Testing;
using Iris.Testing.Kinds;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>Pictures that are turned: with an EXIF orientation that says so, and without.</summary>
public sealed class OrientationTests
{
    // JPEG at quality 100, and the picture turned before it is cut into blocks of 8×8.
    private const float MinCosine = 0.98f;
    private const float MaxLandmarkError = 0.03f;

    public static TheoryData<string, int> Oriented =>
        [.. from picture in (string[])[Pictures.Johns[3], Pictures.Johns[40], "groups/faceapi_sample2.jpg"]
            from orientation in Enumerable.Range(1, 8)
            select (picture, orientation)];

    [Theory]
    [MemberData(nameof(Oriented))]
    public void A_picture_with_an_exif_orientation_is_seen_upright(string picture, int orientation)
    {
        byte[] original = Pictures.Read(picture);
        using SKBitmap upright = PictureFiles.Decode(original);
        using SKBitmap stored = Canvas.StoredAs(upright, orientation);
        byte[] turned = Exif.WithOrientation(PictureFiles.Jpeg(stored), orientation);

        using PictureFaces expected = Engine.Find(original);
        using PictureFaces actual = Engine.Find(turned);

        Assert.Equal((expected.Width, expected.Height, expected.Count), (actual.Width, actual.Height, actual.Count));
        Assert.InRange(Assert.NotNull(actual.SimilarityTo(expected)), MinCosine, 1);
        Assert.InRange(Landmarks.Error(actual[0].Landmarks, expected[0].Landmarks), 0, MaxLandmarkError);
    }

    // Where each format keeps it, and what else has been seen there.
    public static TheoryData<string, int> OrientedByFormat =>
        [.. from kind in (string[])["PNG", "PNG, behind the pixels", "PNG, with the prefix of JPEG", "WebP", "WebP, with the prefix of JPEG", "JPEG, little-endian"]
            from orientation in Enumerable.Range(1, 8)
            select (kind, orientation)];

    [Theory]
    [MemberData(nameof(OrientedByFormat))]
    public void A_picture_of_any_format_is_turned_as_it_says(string kind, int orientation)
    {
        const int Width = 40, Height = 24;
        byte[] levels = GreyPicture.Sloping(Width, Height).Levels;
        using SKBitmap upright = Canvas.Grey(Width, levels);
        using SKBitmap stored = Canvas.StoredAs(upright, orientation);
        byte[] metadata = Exif.Metadata(orientation);
        byte[] prefixed = [.. "Exif\0\0"u8, .. metadata];
        byte[] file = kind switch
        {
            "PNG" => PngFile.With(PictureFiles.Png(stored), PngFile.Chunk("eXIf", metadata)),
            "PNG, behind the pixels" => [.. PictureFiles.Png(stored)[..^12], .. PngFile.Chunk("eXIf", metadata), .. PngFile.Chunk("IEND", [])],
            "PNG, with the prefix of JPEG" => PngFile.With(PictureFiles.Png(stored), PngFile.Chunk("eXIf", prefixed)),
            "WebP" => WebPFile.WithExif(PictureFiles.WebP(stored), stored.Width, stored.Height, metadata),
            "WebP, with the prefix of JPEG" => WebPFile.WithExif(PictureFiles.WebP(stored), stored.Width, stored.Height, prefixed),
            _ => JpegFile.With(PictureFiles.Jpeg(stored), 0xE1, [[.. "Exif\0\0"u8, .. Exif.LittleEndianMetadata(orientation)]]),
        };

        using DecodedPicture? seen = DecodedPicture.Of(file);

        Assert.NotNull(seen);
        Assert.Equal((Width, Height), (seen.Width, seen.Height));
        for (int i = 0; i < levels.Length; i++)
        {
            // JPEG at quality 100 is off by one or two.
            Assert.InRange(seen.Pixels[4 * i] - levels[i], -2, 2);
        }
    }

    [Fact]
    public void Metadata_that_is_damaged_turns_nothing()
    {
        byte[] metadata = Exif.Metadata(6);
        byte[] png = PngFile.Of(40, 24, 8, 0, y => new byte[40]);
        for (int i = 0; i < metadata.Length; i++)
        {
            Assert.NotNull(Decoding.Pixels(PngFile.With(png, PngFile.Chunk("eXIf", metadata[..i]))));
            foreach (byte value in (byte[])[0, 1, 0x7F, 0xFF])
            {
                byte[] damaged = [.. metadata];
                damaged[i] = value;
                using DecodedPicture? seen = DecodedPicture.Of(PngFile.With(png, PngFile.Chunk("eXIf", damaged)));
                Assert.NotNull(seen);
                Assert.True((seen.Width, seen.Height) is (40, 24) or (24, 40));
            }
        }

        foreach (int orientation in (int[])[0, 9, 255, 256 + 6])
        {
            using DecodedPicture? seen = DecodedPicture.Of(PngFile.With(png, PngFile.Chunk("eXIf", Exif.Metadata(orientation))));
            Assert.Equal((40, 24), (seen!.Width, seen.Height));
        }
    }

    [Fact]
    public void A_portrait_turned_by_quarter_turns_without_saying_so_still_matches_the_upright_one()
    {
        var misses = new List<string>();
        foreach (string picture in Pictures.Johns)
        {
            using SKBitmap upright = PictureFiles.Decode(Pictures.Read(picture));
            foreach ((int degrees, int orientation) in (ReadOnlySpan<(int, int)>)[(90, 8), (180, 3), (270, 6)])
            {
                using SKBitmap turned = Canvas.StoredAs(upright, orientation);
                using PictureFaces faces = Engine.Find(PictureFiles.Png(turned));
                if (!(JohnsEmbeddings.SimilarityTo(picture, faces) > Engine.Threshold))
                {
                    misses.Add($"{picture} at {degrees}°");
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{165 - misses.Count} of 165 match; not: {string.Join(", ", misses)}");

        Assert.Empty(misses);
    }

    [Fact]
    public void Turning_a_picture_turns_its_landmarks()
    {
        string picture = Pictures.Johns[20];
        using SKBitmap upright = PictureFiles.Decode(Pictures.Read(picture));
        using SKBitmap turned = Canvas.StoredAs(upright, 6);

        using PictureFaces expected = Engine.Find(picture);
        using PictureFaces actual = Engine.Find(PictureFiles.Png(turned));

        // Stored for "turn clockwise to see it": its landmarks are turned counterclockwise, (x, y) → (y, width − 1 − x). The networks
        // see other pixels of the face through the turn's retry, so that 10 % of the eye distance are allowed.
        FaceLandmarks points = expected[0].Landmarks;
        FaceLandmarks moved = new(
            Move(points.LeftEye), Move(points.RightEye), Move(points.Nose), Move(points.LeftMouth), Move(points.RightMouth));
        Assert.InRange(Landmarks.Error(actual[0].Landmarks, moved), 0, 0.1f);

        Vector2 Move(Vector2 point) => new(point.Y, upright.Width - 1 - point.X);
    }
}
