using Iris.Testing;

namespace Iris.Tests;

/// <summary>JPEG files of a few bytes that ask for a lot of memory and time, made from their markers.</summary>
public sealed class ProgressiveJpegTests
{
    [Theory]
    [InlineData(64, PictureOutcome.NoFace)]
    [InlineData(65, PictureOutcome.TooLarge)]
    public void A_picture_may_have_as_many_scans_as_the_limit_and_not_one_more(int scans, PictureOutcome expected) =>
        Assert.Equal(expected, Engine.OutcomeOf(JpegFile.Progressive(64, 64, scans, JpegFile.FullColour)));

    // 1024 × 1024 × 3 coefficients of 2 bytes.
    [Fact]
    public void Its_coefficients_count_as_memory()
    {
        const int Side = 1024;
        long whole = Engine.Shared.MeasureDecode(JpegFile.Progressive(Side, Side, 2, JpegFile.FullColour, JpegFile.FullColour, JpegFile.FullColour));
        long sequential = Engine.Shared.MeasureDecode(JpegFile.Progressive(Side, Side, 1, JpegFile.FullColour, JpegFile.FullColour, JpegFile.FullColour));

        Assert.Equal(Side * Side * 3 * 2, whole - sequential);
    }

    // 4096 × 4096 coefficients, 64 times, are 2^30.
    [Theory]
    [InlineData(4096, null)]
    [InlineData(4104, PictureOutcome.TooLarge)]
    public void Its_coefficients_may_be_gone_through_as_often_as_the_limit_and_not_once_more(ushort height, PictureOutcome? refusal) =>
        Assert.Equal(refusal, Decoding.RefusalOf(JpegFile.Progressive(4096, height, 64, JpegFile.FullColour)));

    [Fact]
    public void A_few_bytes_that_announce_a_huge_progressive_picture_are_too_large() =>
        Assert.Equal(PictureOutcome.TooLarge, Engine.OutcomeOf(JpegFile.Progressive(14_000, 14_000, scans: 2, JpegFile.FullColour, JpegFile.FullColour, JpegFile.FullColour)));

    [Fact]
    public void A_picture_with_markers_cut_off_anywhere_is_no_reason_to_fail()
    {
        byte[] jpeg = JpegFile.Progressive(64, 64, 3, JpegFile.FullColour);
        for (int length = 0; length < jpeg.Length; length++)
        {
            Assert.NotEqual(PictureOutcome.FaceFound, Engine.OutcomeOf(jpeg.AsSpan(0, length)));
        }
    }
}
