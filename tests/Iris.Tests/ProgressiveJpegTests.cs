using System.Buffers.Binary;
using Iris.Testing;

namespace Iris.Tests;

/// <summary>JPEG files of a few bytes that ask for a lot of memory and time, made from their markers.</summary>
public sealed class ProgressiveJpegTests
{
    private const byte FullColour = 0x11;

    [Theory]
    [InlineData(64, PictureOutcome.NoFace)]
    [InlineData(65, PictureOutcome.TooLarge)]
    public void A_picture_may_have_as_many_scans_as_the_limit_and_not_one_more(int scans, PictureOutcome expected) =>
        Assert.Equal(expected, Engine.OutcomeOf(Jpeg(64, 64, scans, FullColour)));

    // 1024 × 1024 × 3 coefficients of 2 bytes.
    [Fact]
    public void Its_coefficients_count_as_memory()
    {
        const int Side = 1024;
        long whole = Engine.Shared.MeasureDecode(Jpeg(Side, Side, 2, FullColour, FullColour, FullColour));
        long sequential = Engine.Shared.MeasureDecode(Jpeg(Side, Side, 1, FullColour, FullColour, FullColour));

        Assert.Equal(Side * Side * 3 * 2, whole - sequential);
    }

    [Fact]
    public void A_few_bytes_that_announce_a_huge_progressive_picture_are_too_large() =>
        Assert.Equal(PictureOutcome.TooLarge, Engine.OutcomeOf(Jpeg(14_000, 14_000, scans: 2, FullColour, FullColour, FullColour)));

    [Fact]
    public void A_picture_with_markers_cut_off_anywhere_is_no_reason_to_fail()
    {
        byte[] jpeg = Jpeg(64, 64, 3, FullColour);
        for (int length = 0; length < jpeg.Length; length++)
        {
            Assert.NotEqual(PictureOutcome.FaceFound, Engine.OutcomeOf(jpeg.AsSpan(0, length)));
        }
    }

    // Grey: each scan is the first one of the lowest coefficient, empty but for an end marker.
    private static byte[] Jpeg(ushort width, ushort height, int scans, params byte[] sampling)
    {
        List<byte> file = [0xFF, 0xD8];
        Add(file, 0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]);
        Add(file, 0xC2, [8, .. BigEndian(height), .. BigEndian(width), (byte)sampling.Length, .. ForEach(sampling, factors => [factors, 0])]);
        Add(file, 0xC4, [0x00, 1, .. new byte[15], 0]);
        for (int i = 0; i < scans; i++)
        {
            Add(file, 0xDA, [(byte)sampling.Length, .. ForEach(sampling, _ => [0]), 0, 0, 0]);
            file.AddRange(new byte[(64 / 8) * (64 / 8) / 8]);
        }

        return [.. file, 0xFF, 0xD9];
    }

    private static IEnumerable<byte> ForEach(byte[] components, Func<byte, byte[]> describe) =>
        components.SelectMany((factors, i) => new[] { (byte)(i + 1) }.Concat(describe(factors)));

    private static void Add(List<byte> file, byte marker, byte[] segment) =>
        file.AddRange([0xFF, marker, .. BigEndian((ushort)(segment.Length + 2)), .. segment]);

    private static byte[] BigEndian(ushort value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }
}
