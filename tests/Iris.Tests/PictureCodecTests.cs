using Iris.Imaging;
using Iris.Testing;

namespace Iris.Tests;

/// <summary>A decoder is held to what Iris reads itself, and to its sandbox. What it may not see is given to it here, past the list of kinds.</summary>
public sealed unsafe class PictureCodecTests
{
    // A codec was seen to break its promise with each: a reduced size is announced, rows of full width are written.
    public static TheoryData<int, int, int> LosslessSizes => new() { { 32_768, 1, 8 }, { 32_768, 8, 8 }, { 32_768, 8, 2 }, { 2_600, 40, 2 }, { 300, 200, 4 } };

    [Theory]
    [MemberData(nameof(LosslessSizes))]
    public void A_lossless_jpeg_that_gets_past_the_list_harms_nothing(int width, int height, int reduction)
    {
        byte[] file = JpegFile.Lossless((ushort)width, (ushort)height);

        Assert.False(CanDecode(file, new(PictureFormat.Jpeg, width, height), reduction));
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
    public void A_codec_that_reads_another_size_is_not_used(int width, int height)
    {
        byte[] file = Seed("baseline.jpg");

        Assert.False(CanDecode(file, new(PictureFormat.Jpeg, width, height)));
        Assert.True(CanDecode(file, new(PictureFormat.Jpeg, 24, 18)));
    }

    [Fact]
    public void A_codec_of_another_format_is_not_used()
    {
        byte[] file = Seed("truecolour.png");

        Assert.False(CanDecode(file, new(PictureFormat.Jpeg, 24, 18)));
        Assert.False(CanDecode(file, new(PictureFormat.WebP, 24, 18)));
        Assert.False(CanDecode(file, new(PictureFormat.Bmp, 24, 18)));
        Assert.True(CanDecode(file, new(PictureFormat.Png, 24, 18)));
    }

    // Another program has coded the same coefficients anew.
    [Theory]
    [InlineData("recoded-progressive.jpg")]
    [InlineData("recoded-restarts.jpg")]
    [InlineData("arithmetic.jpg")]
    [InlineData("arithmetic-progressive.jpg")]
    public void A_jpeg_that_is_coded_in_another_way_has_the_same_pixels(string name) =>
        Assert.Equal(Decoding.Pixels(Seed("baseline.jpg")), Decoding.Pixels(Seed(name)));

    private static bool CanDecode(byte[] file, PictureHeader header, int reduction = 1)
    {
        fixed (byte* bytes = file)
        {
            using Picture? picture = new PictureCodec(bytes, file.Length, header with { FileBytes = file.Length }, CancellationToken.None).Decode(reduction);
            return picture is not null;
        }
    }

    private static byte[] Seed(string name) => File.ReadAllBytes(Path.Combine(RepositoryRoot.Folder, "fuzz/seeds/picture", name));
}
