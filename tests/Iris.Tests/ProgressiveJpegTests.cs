using Iris.Codecs;
using Iris.Imaging;
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

    // 1024 × 1024 × 3 coefficients of 2 bytes: the library gathers them before it knows whether there is a second scan.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Its_coefficients_count_as_memory(int scans)
    {
        const int Side = 1024;
        long whole = Measure(JpegFile.Progressive(Side, Side, scans, JpegFile.FullColour, JpegFile.FullColour, JpegFile.FullColour));
        long sequential = Measure(JpegFile.Empty(0xC0, 8, Side, Side));

        AssertCounted(Side * Side * 3 * 2, whole - sequential);
    }

    [Fact]
    public void So_do_those_of_a_file_with_a_scan_for_each_colour()
    {
        const int Side = 1024;
        byte[] interleaved = JpegFile.Sequential(Side, Side, scanned: 3), separate = JpegFile.Sequential(Side, Side, scanned: 1);

        AssertCounted(Side * Side * 3 * 2, Measure(separate) - Measure(interleaved));
    }

    // With where they are, and whole pages.
    private static void AssertCounted(long coefficients, long counted) =>
        Assert.InRange(counted, coefficients, (coefficients * 257 / 256) + 32_768 + SandboxMemory.PageBytes);

    private static long Measure(byte[] file) => DecodeMemory.OfSandbox(PictureHeader.Read(file, PictureFormat.Jpeg), 1);

    // Comments, application data and the number of lines: where the library passes over a segment, it reads on behind such a length.
    [Theory]
    [InlineData(0xFE, 0)]
    [InlineData(0xFE, 1)]
    [InlineData(0xDC, 0)]
    [InlineData(0xE0, 0)]
    [InlineData(0xE1, 0)]
    [InlineData(0xE2, 1)]
    [InlineData(0xE5, 0)]
    public void A_segment_that_is_shorter_than_its_length_hides_nothing_behind_it(byte marker, byte length)
    {
        byte[] hidden = JpegFile.Progressive(64, 64, 65, JpegFile.FullColour);

        Assert.Equal(PictureOutcome.TooLarge, Engine.OutcomeOf([.. hidden.AsSpan(0, 2), 0xFF, marker, 0, length, .. hidden.AsSpan(2)]));
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
