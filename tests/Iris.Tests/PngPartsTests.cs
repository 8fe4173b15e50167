using Iris.Imaging;
using Iris.Testing;
using Iris.Testing.Kinds;

namespace Iris.Tests;

/// <summary>Of a PNG the codec sees the chunks that make pixels: whatever stands between and behind them changes nothing.</summary>
public sealed class PngPartsTests
{
    private static readonly byte[] Plain = PictureKind.Find("PNG: palette with opacities (tRNS)").Make(GreyPicture.Sloping(40, 24));

    public static TheoryData<string> OtherChunks =>
        ["cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "bKGD", "hIST", "pHYs", "sPLT", "eXIf", "tIME", "iTXt", "tEXt", "zTXt", "acTL", "fcTL", "fdAT", "oFFs", "abCd", "ABCD"];

    [Theory]
    [MemberData(nameof(OtherChunks))]
    public void The_codec_sees_no_chunk_that_makes_no_pixels(string type)
    {
        byte[] file = PngFile.With(Plain, PngFile.Chunk(type, new byte[100]), PngFile.Chunk(type, []));
        byte[] behind = [.. file[..^12], .. PngFile.Chunk(type, new byte[10_000]), .. file[^12..]];

        Assert.Equal(Plain, Seen(file));
        Assert.Equal(Plain, Seen(behind));
        Assert.Equal(Decoding.Pixels(Plain), Decoding.Pixels(behind));
    }

    [Fact]
    public void What_stands_behind_the_end_is_passed_over()
    {
        foreach (byte[] behind in (byte[][])[new byte[5_000_000], Plain, PngFile.Chunk("eXIf", Exif.Metadata(6)), PngFile.Chunk("IHDR", new byte[13])])
        {
            byte[] file = [.. Plain, .. behind];
            using DecodedPicture? picture = DecodedPicture.Of(file);

            Assert.Equal(Plain, Seen(file));
            Assert.NotNull(picture);
            Assert.Equal((40, 24, false), (picture.Width, picture.Height, picture.IsIncomplete));
        }
    }

    [Fact]
    public void Pixels_in_many_pieces_are_unreadable()
    {
        byte[] text = PngFile.Chunk("tEXt", [1, 0, 1]), piece = PngFile.Chunk("IDAT", []);

        Assert.Null(Decoding.RefusalOf(PngFile.With(Plain, [.. Enumerable.Repeat((byte[])[.. piece, .. text], 8)])));
        Assert.Equal(PictureOutcome.Unreadable, Decoding.RefusalOf(PngFile.With(Plain, [.. Enumerable.Repeat((byte[])[.. piece, .. text], 20)])));
    }

    [Fact]
    public void A_text_of_any_size_costs_no_more_than_no_text()
    {
        byte[] file = PngFile.With(Plain, PngFile.Chunk("tEXt", new byte[20_000_000]));

        Assert.Equal(Engine.Shared.MeasureDecode(Plain), Engine.Shared.MeasureDecode(file));
        Assert.Equal(Decoding.Pixels(Plain), Decoding.Pixels(file));
    }

    private static byte[] Seen(byte[] file) => [.. PngStructure.Parts(file).SelectMany(part => file[part.Start..(part.Start + part.Length)])];
}
