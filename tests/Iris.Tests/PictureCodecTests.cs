using Iris.Imaging;
using Iris.Testing;

namespace Iris.Tests;

/// <summary>The codec is held to what Iris reads itself. What it may not see is given to it here, past the list of kinds.</summary>
public sealed unsafe class PictureCodecTests
{
    // Each breaks its promise: a reduced size is announced, rows of full width are written.
    public static TheoryData<int, int, int> LosslessSizes => new() { { 32_768, 1, 8 }, { 32_768, 8, 8 }, { 32_768, 8, 2 }, { 2_600, 40, 2 }, { 300, 200, 4 } };

    [Theory]
    [MemberData(nameof(LosslessSizes))]
    public void A_codec_that_writes_beside_the_pixels_is_found_out(int width, int height, int reduction)
    {
        byte[] file = JpegFile.Lossless((ushort)width, (ushort)height);
        fixed (byte* bytes = file)
        {
            var header = new PictureHeader(PictureFormat.Jpeg, width, height);
            using PictureCodec? codec = PictureCodec.Open(bytes, file.Length, header, CancellationToken.None);
            Assert.NotNull(codec);

            using Picture? picture = codec.Decode(reduction);

            Assert.Null(picture);
            Assert.True(codec.Overran);
        }
    }

    [Theory]
    [MemberData(nameof(LosslessSizes))]
    public void A_lossless_jpeg_is_unreadable_before_the_codec_sees_it(int width, int height, int reduction)
    {
        byte[] file = JpegFile.Lossless((ushort)width, (ushort)height);

        Assert.Equal(PictureOutcome.Unreadable, Engine.OutcomeOf(file));
        Assert.Null(Decoding.Pixels(file, reduction));
    }

    [Theory]
    [InlineData(24, 17)]
    [InlineData(18, 24)]
    [InlineData(48, 36)]
    public void A_codec_that_announces_another_size_is_not_used(int width, int height)
    {
        byte[] file = Seed("baseline.jpg");
        fixed (byte* bytes = file)
        {
            Assert.Null(PictureCodec.Open(bytes, file.Length, new(PictureFormat.Jpeg, width, height), CancellationToken.None));
            using PictureCodec? codec = PictureCodec.Open(bytes, file.Length, new(PictureFormat.Jpeg, 24, 18), CancellationToken.None);
            Assert.NotNull(codec);
        }
    }

    [Fact]
    public void A_codec_of_another_format_is_not_used()
    {
        byte[] file = Seed("truecolour.png");
        fixed (byte* bytes = file)
        {
            Assert.Null(PictureCodec.Open(bytes, file.Length, new(PictureFormat.Bmp, 24, 18), CancellationToken.None));
        }
    }

    // Another program has coded the same coefficients anew.
    [Theory]
    [InlineData("recoded-progressive.jpg")]
    [InlineData("recoded-restarts.jpg")]
    [InlineData("arithmetic.jpg")]
    [InlineData("arithmetic-progressive.jpg")]
    public void A_jpeg_that_is_coded_in_another_way_has_the_same_pixels(string name) =>
        Assert.Equal(Decoding.Pixels(Seed("baseline.jpg")), Decoding.Pixels(Seed(name)));

    private static byte[] Seed(string name) => File.ReadAllBytes(Path.Combine(RepositoryRoot.Folder, "fuzz/seeds/picture", name));
}
