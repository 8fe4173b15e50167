using System.Buffers.Binary;
using Iris.Imaging;
using Iris.Testing;
using Iris.Testing.Kinds;

namespace Iris.Tests;

/// <summary>Iris's own decoder of BMP has the pixels of another one, and comes to an end with anything.</summary>
public sealed class BmpDecoderTests
{
    private const int Width = 61, Height = 43;
    private const int RunLengths8 = 1, RunLengths4 = 2, BitFields = 3, OpacityBitFields = 6;

    public static TheoryData<string> Kinds => [.. PictureKind.All.Where(kind => kind.Format == "BMP").Select(kind => kind.ToString())];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_of_any_kind_has_the_pixels_that_SkiaSharp_has(string kind)
    {
        PictureKind found = PictureKind.Find(kind);

        PlainDecode decoded = PlainDecode.OfBoth(found.Make(GreyPicture.Sloping(Width, Height)), kind);

        Assert.Equal(found.Refusal is null ? DecodeOutcome.Whole : DecodeOutcome.Unreadable, decoded.Outcome);
    }

    // Within the rows every eleventh place: what matters is whether a row is whole.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_that_is_cut_short_anywhere_has_the_pixels_that_SkiaSharp_has(string kind)
    {
        byte[] file = PictureKind.Find(kind).Make(GreyPicture.Sloping(Width, Height));
        for (int length = 2; length < file.Length; length += length < 150 || length > file.Length - 50 ? 1 : 11)
        {
            byte[] cut = file[..length];
            if (!HasRunLengths(cut) || length != BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(10)))
            {
                PlainDecode.OfBoth(cut, $"{kind}, {length} bytes");
            }
        }
    }

    // Iris reads a little more than SkiaSharp does; what that is, other tests say.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_with_a_damaged_byte_has_the_pixels_that_SkiaSharp_has_if_it_has_any(string kind)
    {
        byte[] file = PictureKind.Find(kind).Make(GreyPicture.Sloping(24, 18));
        var random = new Random(1);
        for (int i = 0; i < 600; i++)
        {
            byte[] damaged = [.. file];
            int place = random.Next(2, i % 2 == 0 ? Math.Min(140, file.Length) : file.Length);
            damaged[place] = (byte)random.Next(256);
            if (HasRunLengths(damaged) || PlainDecode.BySkia(damaged).Outcome == DecodeOutcome.Unreadable)
            {
                PlainDecode.ByIris(damaged);
            }
            else
            {
                PlainDecode.OfBoth(damaged, $"{kind}, byte {place} is {damaged[place]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Random_bytes_behind_a_header_come_to_an_end(string kind)
    {
        byte[] file = PictureKind.Find(kind).Make(GreyPicture.Sloping(24, 18));
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            random.NextBytes(file.AsSpan(random.Next(2, Math.Min(100, file.Length))));
            PlainDecode.ByIris(file);
        }
    }

    // Some of the pixels of a row are made several at a time.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void A_row_of_any_width_has_the_pixels_that_SkiaSharp_has(short bits)
    {
        var random = new Random(1);
        for (int width = 1; width <= 40; width++)
        {
            byte[] pixels = new byte[BmpRows.Stride(width, bits) * 3];
            byte[] palette = new byte[bits > 8 ? 0 : 4 << bits];
            random.NextBytes(pixels);
            random.NextBytes(palette);
            foreach (int height in (ReadOnlySpan<int>)[3, -3])
            {
                Assert.Equal(DecodeOutcome.Whole, PlainDecode.OfBoth(BmpFile.Of(width, height, bits, 0, pixels, palette), $"{width}×{height}").Outcome);
            }
        }
    }

    [Fact]
    public void Bit_fields_of_any_place_and_length_have_the_levels_that_SkiaSharp_has()
    {
        var random = new Random(1);
        for (int i = 0; i < 500; i++)
        {
            short bits = (short)(i % 2 == 0 ? 16 : 32);
            byte[] pixels = new byte[BmpRows.Stride(9, bits) * 5];
            random.NextBytes(pixels);
            byte[] file = BmpFile.WithHeader(i % 3 == 0 ? 52 : 108, 9, 5, BitFields, pixels, bits);

            // Four places of the pixel's bits, in any order, may have gaps between them and be empty.
            int[] ends = [.. Enumerable.Range(0, 8).Select(_ => random.Next(bits + 1)).Order()];
            int[] order = [0, 1, 2, 3];
            random.Shuffle(order);
            for (int part = 0; part < (i % 3 == 0 ? 3 : 4); part++)
            {
                (int from, int to) = (ends[2 * order[part]], ends[(2 * order[part]) + 1]);
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(14 + 40 + (4 * part)), (uint)((1L << to) - (1L << from)));
            }

            Assert.Equal(DecodeOutcome.Whole, PlainDecode.OfBoth(file, $"{i}").Outcome);
        }
    }

    [Fact]
    public void Bit_fields_that_overlap_are_unreadable()
    {
        byte[] file = BmpFile.WithHeader(108, 2, 2, BitFields, new byte[16]);
        file[14 + 44 + 2] = 1;

        Assert.Equal(DecodeOutcome.Unreadable, PlainDecode.OfBoth(file, "overlap").Outcome);
    }

    // Of Windows CE: a fourth mask follows a header of 40 bytes. Iris's list of kinds has it as refused, so it is shown to the decoder itself.
    [Fact]
    public void An_opacity_behind_a_short_header_is_applied()
    {
        byte[] masks = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255];
        byte[] file = BmpFile.Of(2, 1, 32, OpacityBitFields, [10, 20, 30, 255, 100, 100, 100, 51], masks);
        byte[] pixels = new byte[8];

        Assert.Equal(DecodeOutcome.Whole, BmpDecoder.Decode(file, new(PictureFormat.Bmp, 2, 1), pixels, CancellationToken.None));
        Assert.Equal([30, 20, 10, 255, 20, 20, 20, 51], pixels);
    }

    // SkiaSharp refuses it. OS/2 has no other way to say that there are less colours.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_palette_ends_where_the_pixels_begin(bool isOs2)
    {
        byte[] pixels = [2, 1, 0, 3];
        byte[] palette = BmpFile.GreyPalette(4, isOs2 ? 3 : 4);
        byte[] file = isOs2 ? BmpFile.Os2(4, 1, pixels, palette[..9]) : BmpFile.Of(4, 1, 8, 0, pixels, palette[..12]);
        if (!isOs2)
        {
            file[14 + 32] = 200;
        }

        // An index without a colour is black.
        Assert.Equal([170, 85, 0, 0], PlainDecode.ByIris(file).Levels());
        Assert.Equal(DecodeOutcome.Unreadable, PlainDecode.BySkia(file).Outcome);
    }

    [Fact]
    public void A_file_without_a_palette_that_it_needs_is_unreadable() =>
        Assert.Equal(DecodeOutcome.Unreadable, PlainDecode.OfBoth(BmpFile.Of(4, 1, 8, 0, [2, 1, 0, 3]), "none").Outcome);

    [Fact]
    public void Run_lengths_are_decoded_as_the_format_says()
    {
        // Two runs, a move, pixels one by one, and rows that end early.
        Assert.Equal(
            [-1, 7, 8, 9, -1, 5, 5, 6, -1, -1],
            RunLengths(5, 2, 8, DecodeOutcome.Whole, [2, 5, 1, 6, 0, 0, 0, 2, 1, 0, 0, 3, 7, 8, 9, 0, 0, 1]).Levels());

        // Two colours in turn, the first one again with each run.
        Assert.Equal(
            [0x11, 0x22, 0x33, 0x44, 0x55, 0x11, 0x22, 0x11, 0x33, 0x44],
            RunLengths(5, 2, 4, DecodeOutcome.Whole, [3, 0x12, 2, 0x34, 0, 0, 0, 5, 0x12, 0x34, 0x50, 0, 0, 1]).Levels());

        // The end of the picture before its last row.
        Assert.Equal([-1, -1, 5, -1], RunLengths(2, 2, 8, DecodeOutcome.Whole, [1, 5, 0, 1]).Levels());

        // A move beyond the last row ends it too; one beyond the row is a fault.
        Assert.Equal([-1, -1, 5, -1], RunLengths(2, 2, 8, DecodeOutcome.Whole, [1, 5, 0, 2, 0, 9, 1, 6]).Levels());
        Assert.Equal([-1, -1, 5, -1], RunLengths(2, 2, 8, DecodeOutcome.Incomplete, [1, 5, 0, 2, 2, 0, 1, 6, 0, 1]).Levels());

        // A run that is longer than the row, and no end of the picture behind its last row.
        Assert.Equal([6, 6, 5, 5], RunLengths(2, 2, 8, DecodeOutcome.Whole, [9, 5, 0, 0, 9, 6, 0, 0]).Levels());
        Assert.Equal([6, 6, 5, 5], RunLengths(2, 2, 8, DecodeOutcome.Incomplete, [2, 5, 0, 0, 2, 6]).Levels());

        // Some of the pixels one by one are missing.
        Assert.Equal([-1, -1, 5, -1], RunLengths(2, 2, 8, DecodeOutcome.Incomplete, [1, 5, 0, 3, 7, 8]).Levels());
    }

    // SkiaSharp takes the pixels that do not fit for codes.
    [Fact]
    public void Pixels_one_by_one_that_do_not_fit_into_their_row_are_left_out()
    {
        byte[] codes = [0, 3, 7, 8, 9, 0, 0, 0, 2, 5, 0, 1];
        byte[] file = BmpFile.Of(2, 2, 8, RunLengths8, codes, BmpFile.GreyPalette(256));

        PlainDecode decoded = PlainDecode.ByIris(file);

        Assert.Equal(DecodeOutcome.Whole, decoded.Outcome);
        Assert.Equal([5, 5, 7, 8], decoded.Levels());
        Assert.Equal(DecodeOutcome.Incomplete, PlainDecode.BySkia(file).Outcome);
    }

    // SkiaSharp says that it is unreadable, and that the same of another kind is incomplete.
    [Fact]
    public void Run_lengths_that_the_file_ends_before_are_incomplete()
    {
        byte[] file = BmpFile.Of(2, 1, 8, RunLengths8, [], BmpFile.GreyPalette(256));
        Assert.Equal(DecodeOutcome.Incomplete, PlainDecode.ByIris(file).Outcome);
        Assert.Equal([-1, -1], PlainDecode.ByIris(file).Levels());
    }

    // SkiaSharp wants the length of the file in its header to be more than nothing.
    [Fact]
    public void A_file_of_run_lengths_may_be_wrong_about_its_length()
    {
        byte[] file = BmpFile.Of(2, 1, 8, RunLengths8, [2, 5, 0, 1], BmpFile.GreyPalette(256));
        file.AsSpan(2, 4).Clear();

        Assert.Equal([5, 5], PlainDecode.ByIris(file).Levels());
        Assert.Equal(DecodeOutcome.Unreadable, PlainDecode.BySkia(file).Outcome);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(0, 2)]
    public void Codes_that_stand_for_nothing_are_passed_over_in_linear_time(byte count, byte value)
    {
        byte[] code = count == 0 ? [0, value, 0, 0] : [count, value];
        byte[] codes = [2, 9, .. Enumerable.Repeat(code, 1_000_000).SelectMany(bytes => bytes)];

        Assert.Equal(DecodeOutcome.Incomplete, PlainDecode.ByIris(BmpFile.Of(2, 2, 8, RunLengths8, codes, BmpFile.GreyPalette(256))).Outcome);
    }

    [Fact]
    public void A_cancelled_decode_ends()
    {
        foreach (string kind in (string[])["24 bits", "8 bits", "run lengths, 8 bits (RLE8)"])
        {
            byte[] file = PictureKind.Find($"BMP: {kind}").Make(GreyPicture.Sloping(Width, Height));
            Assert.Throws<OperationCanceledException>(() => PlainDecode.CancelledByIris(file));
        }

        Assert.Throws<OperationCanceledException>(DecodeRunLengthsCancelled);
    }

    [Fact]
    public void A_decode_allocates_its_buffer_and_nothing_for_the_file()
    {
        byte[] file = PictureKind.Find("BMP: 8 bits").Make(GreyPicture.Sloping(Width, Height));
        var header = PictureHeader.Read(file, PictureFormat.Bmp);
        byte[] pixels = new byte[Width * Height * 4];

        Assert.InRange(Allocation.Least(() => BmpDecoder.Decode(file, header, pixels, CancellationToken.None)), 0, 100);
    }

    private static PlainDecode RunLengths(int width, int height, short bits, DecodeOutcome outcome, byte[] codes)
    {
        int compression = bits == 8 ? RunLengths8 : RunLengths4;
        PlainDecode decoded = PlainDecode.OfBoth(BmpFile.Of(width, height, bits, compression, codes, BmpFile.GreyPalette(1 << bits)), string.Join(' ', codes));
        Assert.Equal(outcome, decoded.Outcome);
        return decoded;
    }

    private static void DecodeRunLengthsCancelled()
    {
        Assert.True(BmpLayout.TryRead(BmpFile.Of(2, 1, 8, RunLengths8, [2, 5, 0, 1], BmpFile.GreyPalette(256)), out BmpLayout layout));
        Palette palette = default;
        BmpRunLengths.Decode(layout, ref palette, new byte[8], 2, new CancellationToken(true));
    }

    private static bool HasRunLengths(byte[] file) => file.Length > 30 && file[30] is RunLengths8 or RunLengths4;
}
