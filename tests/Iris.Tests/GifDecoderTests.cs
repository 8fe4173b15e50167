using Iris.Imaging;
using Iris.Testing.Kinds;

namespace Iris.Tests;

/// <summary>Iris's own decoder of GIF has the pixels of another one, and comes to an end with anything.</summary>
public sealed class GifDecoderTests
{
    private const int Width = 61, Height = 43;

    // The clear code and the end code of indices of 8 bits.
    private const int Clear = 256, End = 257;

    // Behind the screen and 256 colours.
    private const int FrameStart = 13 + 768;

    public static TheoryData<string> Kinds => [.. PictureKind.All.Where(kind => kind.Format == "GIF").Select(kind => kind.ToString())];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_of_any_kind_has_the_pixels_that_SkiaSharp_has(string kind)
    {
        PictureKind found = PictureKind.Find(kind);

        PlainDecode decoded = PlainDecode.OfBoth(found.Make(GreyPicture.Sloping(Width, Height)), kind);

        Assert.Equal(found.Refusal is null ? DecodeOutcome.Whole : DecodeOutcome.Unreadable, decoded.Outcome);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_that_is_cut_short_anywhere_has_the_pixels_that_SkiaSharp_has(string kind)
    {
        byte[] file = PictureKind.Find(kind).Make(GreyPicture.Sloping(Width, Height));
        for (int length = 6; length < file.Length; length++)
        {
            PlainDecode.OfBoth(file[..length], $"{kind}, {length} bytes");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_with_a_damaged_byte_has_the_pixels_that_SkiaSharp_has(string kind)
    {
        byte[] file = PictureKind.Find(kind).Make(GreyPicture.Sloping(24, 18));
        var random = new Random(1);
        for (int i = 0; i < 1_000; i++)
        {
            byte[] damaged = [.. file];
            int place = random.Next(6, file.Length);
            damaged[place] = (byte)random.Next(256);
            PlainDecode.OfBoth(damaged, $"{kind}, byte {place} is {damaged[place]}");
        }
    }

    [Fact]
    public void Random_bytes_behind_a_header_have_the_pixels_that_SkiaSharp_has()
    {
        var random = new Random(1);
        int decoded = 0;
        for (int i = 0; i < 2_000; i++)
        {
            byte[] codes = new byte[random.Next(400)];
            random.NextBytes(codes);
            byte[] file = LzwEncoder.Gif(3, 2, random.Next(0, 9), codes);
            decoded += PlainDecode.OfBoth(file, $"{i}").Outcome != DecodeOutcome.Unreadable ? 1 : 0;

            // The same without blocks, so that their lengths are random too.
            random.NextBytes(file.AsSpan(FrameStart + 10));
            decoded += PlainDecode.OfBoth(file, $"{i}, lengths").Outcome != DecodeOutcome.Unreadable ? 1 : 0;
        }

        Assert.InRange(decoded, 100, 4_000);
    }

    // Random indices make short strings and many of them, one colour makes the longest.
    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(2, 4, true)]
    [InlineData(4, 16, true)]
    [InlineData(8, 256, true)]
    [InlineData(8, 1, true)]
    [InlineData(8, 2, true)]
    [InlineData(2, 4, false)]
    [InlineData(8, 256, false)]
    [InlineData(8, 1, false)]
    [InlineData(1, 1, false)]
    public void What_an_encoder_compresses_is_decoded(int codeSize, int levels, bool clears)
    {
        const int Side = 400;
        byte[] indices = new byte[Side * Side];
        var random = new Random(1);
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = (byte)random.Next(levels);
        }

        PlainDecode decoded = PlainDecode.ByIris(LzwEncoder.Gif(Side, indices, codeSize, clears));

        Assert.Equal(DecodeOutcome.Whole, decoded.Outcome);
        Assert.Equal(indices.Select(index => (int)index), decoded.Levels());
    }

    [Fact]
    public void A_code_that_is_added_by_itself_is_its_predecessor_and_that_ones_first_index()
    {
        Assert.Equal([7, 7, 7, 8, 8, 8], Decode(3, 2, (Clear, 9), (7, 9), (258, 9), (8, 9), (260, 9), (End, 9)).Levels());
        Assert.Equal(DecodeOutcome.Unreadable, Decode(3, 2, (Clear, 9), (7, 9), (258, 9), (8, 9), (261, 9), (End, 9)).Outcome);
        Assert.Equal(DecodeOutcome.Unreadable, Decode(3, 2, (Clear, 9), (258, 9), (7, 9), (8, 9), (9, 9), (End, 9)).Outcome);
    }

    [Fact]
    public void Indices_that_are_too_many_are_passed_over() =>
        Assert.Equal([1, 2], Decode(2, 1, (Clear, 9), (1, 9), (2, 9), (3, 9), (300, 9)).Levels());

    [Fact]
    public void A_picture_whose_blocks_end_before_it_does_is_unreadable()
    {
        Assert.Equal(DecodeOutcome.Unreadable, Decode(2, 2, (Clear, 9), (1, 9), (2, 9), (3, 9)).Outcome);
        Assert.Equal(DecodeOutcome.Unreadable, Decode(2, 2, (Clear, 9), (1, 9), (2, 9), (End, 9), (3, 9), (4, 9)).Outcome);
    }

    // Not as in SkiaSharp, which looks for another end behind an extension of Netscape without contents.
    [Fact]
    public void An_extension_of_Netscape_without_contents_ends_where_it_says()
    {
        byte[] file = LzwEncoder.Gif(2, [1, 2]);
        byte[] extended = [.. file[..FrameStart], 0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 0, .. file[FrameStart..]];

        PlainDecode decoded = PlainDecode.ByIris(extended);

        Assert.Equal([1, 2], decoded.Levels());
        Assert.Equal(DecodeOutcome.Unreadable, PlainDecode.BySkia(extended).Outcome);
    }

    [Fact]
    public void A_frame_without_pixels_leaves_the_screen_transparent()
    {
        foreach (byte[] place in (byte[][])[[0, 0, 0, 0, 0, 0, 2, 0], [1, 0, 2, 0, 2, 0, 0, 0], [3, 0, 2, 0, 0, 0, 0, 0]])
        {
            byte[] file = LzwEncoder.Gif(3, [1, 2, 3, 4, 5, 6]);
            place.CopyTo(file, FrameStart + 1);

            PlainDecode decoded = PlainDecode.OfBoth(file, $"{place[4]}×{place[6]}");

            Assert.Equal(DecodeOutcome.Whole, decoded.Outcome);
            Assert.Equal([-1, -1, -1, -1, -1, -1], decoded.Levels());
        }
    }

    [Fact]
    public void A_header_of_a_smaller_screen_is_not_believed()
    {
        byte[] file = LzwEncoder.Gif(4, new byte[16]);
        Assert.Equal(DecodeOutcome.Unreadable, GifDecoder.Decode(file, new(PictureFormat.Gif, 4, 3), new byte[48], CancellationToken.None));
        Assert.Equal(DecodeOutcome.Unreadable, GifDecoder.Decode(file, new(PictureFormat.Gif, 3, 4), new byte[48], CancellationToken.None));
    }

    // Each would go on for ever, or for as long as the product of two lengths, in a decoder that counts on progress.
    [Fact]
    public void Codes_and_blocks_that_stand_for_nothing_are_passed_over_in_linear_time()
    {
        byte[] clears = LzwEncoder.Pack([.. Enumerable.Repeat((Clear, 9), 1_000_000)]);
        Assert.Equal(DecodeOutcome.Unreadable, PlainDecode.ByIris(LzwEncoder.Gif(2, 2, 8, clears)).Outcome);

        byte[] file = LzwEncoder.Gif(2, [1, 2, 3, 4]);
        byte[] oneByOne = [.. file[..^2], .. Enumerable.Repeat((byte[])[1, 0], 1_000_000).SelectMany(block => block), 0];
        Assert.Equal(DecodeOutcome.Whole, PlainDecode.ByIris(oneByOne).Outcome);
        Assert.Equal(DecodeOutcome.Incomplete, PlainDecode.ByIris(oneByOne[..^1]).Outcome);

        byte[] control = [0x21, 0xF9, 4, 0, 0, 0, 0, 0];
        byte[] controls = [.. Enumerable.Repeat(control, 1_000_000).SelectMany(bytes => bytes)];
        Assert.Equal(DecodeOutcome.Whole, PlainDecode.ByIris([.. file[..FrameStart], .. controls, .. file[FrameStart..]]).Outcome);
    }

    [Fact]
    public void A_cancelled_decode_ends_at_the_next_block()
    {
        byte[] file = LzwEncoder.Gif(2, [1, 2]);
        var cancelled = new CancellationToken(true);

        Assert.Throws<OperationCanceledException>(() => PlainDecode.CancelledByIris(file));
        Assert.Throws<OperationCanceledException>(() => new GifBlocks([1, 2, 0], cancelled).TryRead(out _));
        Assert.Throws<OperationCanceledException>(() => new GifBlocks([1, 2, 0], cancelled).SkipToEnd());
    }

    [Fact]
    public void A_decode_allocates_its_buffer_and_nothing_for_the_file()
    {
        byte[] file = LzwEncoder.Gif(300, new byte[90_000]);
        var header = PictureHeader.Read(file, PictureFormat.Gif);
        byte[] pixels = new byte[360_000];

        Assert.InRange(Allocation.Least(() => GifDecoder.Decode(file, header, pixels, CancellationToken.None)), 0, 100);
    }

    private static PlainDecode Decode(int width, int height, params (int Code, int Bits)[] codes) =>
        PlainDecode.OfBoth(LzwEncoder.Gif(width, height, 8, LzwEncoder.Pack(codes)), string.Join(' ', codes));
}
