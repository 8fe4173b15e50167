using Iris.Imaging;
using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>How many groups of prefix codes a lossless WebP has is known before it is decoded: its decoder takes 12 KB and more for each.</summary>
public sealed class WebPGroupsTests
{
    // Without a cache of colours.
    private const long BytesOfAGroup = 12_840;

    // Behind the file's header, the chunk's and the size.
    private const int StreamStart = 12 + 8 + 5;

    [Theory]
    [InlineData(64, 48, 1)]
    [InlineData(64, 48, 2)]
    [InlineData(61, 43, 150)]
    [InlineData(256, 256, 1_000)]
    [InlineData(256, 256, 1_001)]
    [InlineData(256, 256, 4_096)]
    [InlineData(1_024, 1_024, 65_536)]
    public void The_groups_of_a_file_are_counted(int width, int height, int groups)
    {
        byte[] file = LosslessWebP.WithGroups(width, height, groups);

        Assert.Equal(groups * BytesOfAGroup, WebPGroups.Measure(file.AsSpan(StreamStart), width, height));
        Assert.Equal(groups > 10_000 ? PictureOutcome.TooLarge : null, Decoding.RefusalOf(file));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(75)]
    [InlineData(100)]
    public void Pictures_of_an_encoder_have_few(int effort)
    {
        long most = 0;
        foreach (string picture in Pictures.Johns.Append("groups/faceapi_sample2.jpg"))
        {
            using SKBitmap pixels = PictureFiles.Decode(Pictures.Read(picture));
            using SKPixmap map = pixels.PeekPixels();
            using SKData? lossless = map.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, effort));
            byte[] file = lossless!.ToArray();

            long bytes = WebPGroups.Measure(file.AsSpan(StreamStart), pixels.Width, pixels.Height);
            most = Math.Max(most, bytes);
            Assert.InRange(bytes, BytesOfAGroup, 2_600 * 2 * BytesOfAGroup);
            Assert.Null(Decoding.RefusalOf(file));
        }

        // Otherwise nothing but the answer to what cannot be read has been seen.
        Assert.True(effort == 0 || most > 2 * BytesOfAGroup, $"{most}");
    }

    [Fact]
    public void A_stream_that_is_cut_short_or_damaged_is_measured_without_harm()
    {
        byte[] made = LosslessWebP.WithGroups(61, 43, 150);
        using SKBitmap pixels = PictureFiles.Decode(Pictures.Read(Pictures.Johns[40]));
        byte[] encoded = PictureFiles.WebP(pixels);
        var random = new Random(1);
        foreach (byte[] file in (byte[][])[made, encoded])
        {
            for (int i = 0; i < 2_000; i++)
            {
                byte[] damaged = [.. file.AsSpan(StreamStart, random.Next(file.Length - StreamStart))];
                for (int change = random.Next(4); change > 0 && damaged.Length > 0; change--)
                {
                    damaged[random.Next(Math.Min(damaged.Length, 200))] ^= (byte)(1 << random.Next(8));
                }

                Assert.InRange(WebPGroups.Measure(damaged, 150, 150), BytesOfAGroup, 65_536L * 22_000);
            }
        }
    }
}
