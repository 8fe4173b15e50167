using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>How well faces can be seen, and where they point.</summary>
public sealed class FaceQualityTests
{
    // The networks do not see a mirrored face as quite the mirror image. Measured: 3.0° of yaw, 5.3° of pitch, 2.5° of roll.
    private const float MaxMirrorError = 6;

    // Two more passes of the mesh, and pixels interpolated anew.
    private const float MaxTurnError = 3;

    public static TheoryData<string> Portraits => [.. Pictures.Johns.Where((_, i) => i % 11 == 3)];

    [Theory]
    [MemberData(nameof(Portraits))]
    public void Sharpness_falls_as_a_face_is_blurred(string name)
    {
        using SKBitmap portrait = PictureFiles.Decode(Pictures.Read(name));
        float sharpness = QualityOf(portrait).Sharpness;

        // Measured over 28 crops: 0.51 to 0.67 as they are, 0.31 to 0.42 at a blur of 2 pixels, 0.23 to 0.31 at 3.
        Assert.InRange(sharpness, 0.45f, 0.75f);
        foreach (float blur in (ReadOnlySpan<float>)[1, 1.5f, 2, 3])
        {
            using SKBitmap blurred = Blurred(portrait, blur);
            float next = QualityOf(blurred).Sharpness;
            Assert.InRange(next, 0, sharpness - 0.01f);
            sharpness = next;
        }

        Assert.InRange(sharpness, 0, 0.35f);
    }

    [Theory]
    [MemberData(nameof(Portraits))]
    public void Brightness_follows_exposure_and_sharpness_does_not(string name)
    {
        using SKBitmap portrait = PictureFiles.Decode(Pictures.Read(name));
        FaceQuality quality = QualityOf(portrait);
        foreach (float exposure in (ReadOnlySpan<float>)[0.4f, 0.6f, 0.8f])
        {
            using SKBitmap darker = Exposed(portrait, exposure);
            FaceQuality dark = QualityOf(darker);

            // Landmarks move by a fraction of a pixel, so the crop does. Measured for sharpness: 0.013.
            Assert.Equal(quality.Brightness * exposure, dark.Brightness, 0.01f);
            Assert.Equal(quality.Sharpness, dark.Sharpness, 0.03f);
        }
    }

    [Fact]
    public void A_crop_without_any_detail_has_no_sharpness_and_its_own_brightness()
    {
        float[] planes = [.. Enumerable.Repeat(0.5f, 3 * 112 * 112)];
        FaceQuality quality = new Alignment.CropQuality(Engine.Pack.Manifest.Embedder with { Scale = 1 / 127.5 }).Measure(planes);

        // 0.5 is the channel value 191.25.
        Assert.Equal(0, quality.Sharpness);
        Assert.Equal(0.75f, quality.Brightness, 1e-4f);
    }

    [Theory]
    [MemberData(nameof(Portraits))]
    public void A_mirrored_face_points_to_the_other_side(string name)
    {
        using SKBitmap portrait = PictureFiles.Decode(Pictures.Read(name));
        using SKBitmap mirrored = Canvas.StoredAs(portrait, 2);
        FacePose pose = FaceOf(portrait).Pose;
        FacePose other = FaceOf(mirrored).Pose;

        Assert.Equal(-pose.Yaw, other.Yaw, MaxMirrorError);
        Assert.Equal(pose.Pitch, other.Pitch, MaxMirrorError);
        Assert.Equal(-pose.Roll, other.Roll, MaxMirrorError);
    }

    // The nose is on that side of the middle between the eyes to which the face points.
    [Fact]
    public void A_face_that_points_to_the_images_right_has_a_positive_yaw()
    {
        int turned = 0;
        foreach (string name in Pictures.Johns)
        {
            using PictureFaces faces = Engine.Find(name, FaceSelection.None);
            FaceLandmarks points = faces[0].Landmarks;
            float offset = (points.Nose.X - ((points.LeftEye.X + points.RightEye.X) / 2)) / points.EyeDistance;
            if (Math.Abs(faces[0].Pose.Roll) < 10 && Math.Abs(faces[0].Pose.Yaw) > 8)
            {
                turned++;
                Assert.Equal(Math.Sign(offset), Math.Sign(faces[0].Pose.Yaw));
            }
        }

        Assert.True(turned >= 5, $"only {turned} faces point aside");
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-25)]
    [InlineData(60)]
    [InlineData(180)]
    public void A_turned_picture_changes_the_roll_by_its_angle_and_neither_yaw_nor_pitch(float degrees)
    {
        using SKBitmap portrait = PictureFiles.Decode(Pictures.Read(Pictures.Johns[40]));
        using SKBitmap upright = Turned(portrait, 0);
        using SKBitmap turned = Turned(portrait, degrees);
        FacePose pose = FaceOf(upright).Pose;
        FacePose other = FaceOf(turned).Pose;

        Assert.Equal(0, Math.IEEERemainder(other.Roll - pose.Roll - degrees, 360), MaxTurnError);
        Assert.Equal(pose.Yaw, other.Yaw, MaxTurnError);
        Assert.Equal(pose.Pitch, other.Pitch, MaxTurnError);
    }

    [Fact]
    public void Every_face_has_a_quality_but_those_beside_the_largest_when_it_alone_is_asked_for()
    {
        using PictureFaces all = Engine.Find("groups/bald_guys.jpg", FaceSelection.All);
        using PictureFaces none = Engine.Find("groups/bald_guys.jpg", FaceSelection.None);

        using PictureFaces largest = Engine.Find("groups/bald_guys.jpg", FaceSelection.Largest);

        Assert.Equal((24, 24, 24), (all.EmbeddedCount, none.Count, largest.Count));
        Assert.Equal(all[0], largest[0]);
        Assert.Equal(all[1] with { Quality = FaceQuality.NotMeasured }, largest[1]);
        for (int i = 0; i < none.Count; i++)
        {
            // Not reduced, so that both are cut from the same picture.
            Assert.Equal(all[i], none[i]);
            Assert.InRange(none[i].Quality.Sharpness, 0.1f, 0.9f);
            Assert.InRange(none[i].Quality.Brightness, 0.1f, 0.9f);
        }
    }

    private static FaceQuality QualityOf(SKBitmap picture) => FaceOf(picture).Quality;

    private static DetectedFace FaceOf(SKBitmap picture)
    {
        using PictureFaces faces = Engine.Find(PictureFiles.Png(picture));
        return faces[0];
    }

    private static SKBitmap Blurred(SKBitmap picture, float sigma)
    {
        using var blur = SKImageFilter.CreateBlur(sigma, sigma, SKShaderTileMode.Clamp);
        using var paint = new SKPaint { ImageFilter = blur };
        var blurred = new SKBitmap(picture.Info);
        using var canvas = new SKCanvas(blurred);
        using var image = SKImage.FromBitmap(picture);
        canvas.DrawImage(image, 0, 0, SKSamplingOptions.Default, paint);
        return blurred;
    }

    private static SKBitmap Exposed(SKBitmap picture, float factor)
    {
        SKBitmap exposed = picture.Copy();
        exposed.Pixels = [.. picture.Pixels.Select(colour => new SKColor(Scale(colour.Red), Scale(colour.Green), Scale(colour.Blue)))];
        return exposed;

        byte Scale(byte value) => (byte)Math.Round(value * factor);
    }

    // In the middle of a grey canvas, so that no corner is lost. Positive angles turn clockwise.
    private static SKBitmap Turned(SKBitmap picture, float degrees)
    {
        const int Side = 400;
        SKBitmap turned = Canvas.Blank(Side, Side, SKColors.Gray);
        using var canvas = new SKCanvas(turned);
        using var image = SKImage.FromBitmap(picture);
        canvas.RotateDegrees(degrees, Side / 2, Side / 2);
        canvas.DrawImage(image, SKRect.Create(80, 80, 240, 240), new SKSamplingOptions(SKCubicResampler.Mitchell));
        return turned;
    }
}
