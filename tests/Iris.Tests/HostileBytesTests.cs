using CsCheck;
using Iris.Imaging;
using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>Bytes that are no picture, or no longer one: each ends in an outcome, none in an exception.</summary>
public sealed class HostileBytesTests
{
    private static readonly byte[][] Signatures =
    [
        [0xFF, 0xD8, 0xFF], [0x89, .. "PNG\r\n\x1a\n"u8], [.. "GIF87a"u8], [.. "GIF89a"u8], [.. "RIFF\x10\0\0\0WEBP"u8], [.. "BM"u8],
    ];

    public static TheoryData<string> OtherThings =>
    [
        "<!DOCTYPE html><html><body>Not found</body></html>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><rect width='10' height='10'/></svg>",
        "<?xml version='1.0'?><svg/>",
        "%PDF-1.7\n1 0 obj",
        "II*\0\x08\0\0\0",
        "MM\0*\0\0\0\x08",
        "\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        "\0\0\0\x20ftypavif\0\0\0\0avifmif1",
        "RIFF\x24\0\0\0WAVEfmt ",
        "RIFF",
        "RIFF\x24\0\0\0WEB",
        "GIF88a",
        "PK\x03\x04",
        "\0\0\x01\0\x01\0\x10\x10",
        "B",
        "{\"picture\":\"\"}",
    ];

    [Fact]
    public void No_bytes_at_all_are_unreadable() => Assert.Equal(PictureOutcome.Unreadable, Engine.OutcomeOf([]));

    [Theory]
    [MemberData(nameof(OtherThings))]
    public void What_is_no_picture_is_unsupported(string beginning)
    {
        byte[] file = [.. beginning.Select(character => (byte)character), .. new byte[100]];
        Assert.Equal(PictureOutcome.Unsupported, Engine.OutcomeOf(file));
        Assert.Equal(PictureOutcome.Unsupported, Engine.OutcomeOf(file.AsSpan(0, beginning.Length)));
    }

    [Fact]
    public void Random_bytes_are_unsupported() => Gen.Byte.Array[1, 2000]
        .Where(bytes => !Signatures.Any(signature => bytes.AsSpan().StartsWith(signature.AsSpan(0, Math.Min(6, signature.Length)))))
        .Sample(bytes => Engine.OutcomeOf(bytes) == PictureOutcome.Unsupported, iter: 2000);

    [Fact]
    public void Random_bytes_after_a_signature_are_unreadable() => Gen.Select(Gen.Int[0, Signatures.Length - 1].Select(i => Signatures[i]), Gen.Byte.Array[0, 500]).Sample(
        (signature, rest) =>
        {
            // A BMP and a GIF have so little structure that chance may announce a size: no face is in what follows.
            PictureOutcome outcome = Engine.OutcomeOf([.. signature, .. rest]);
            return outcome == PictureOutcome.Unreadable
                || (signature[0] is (byte)'B' or (byte)'G' && outcome is PictureOutcome.NoFace or PictureOutcome.TooLarge);
        },
        iter: 500);

    [Fact]
    public void A_signature_alone_is_unreadable() =>
        Assert.All(Signatures, signature => Assert.Equal(PictureOutcome.Unreadable, Engine.OutcomeOf(signature)));

    [Fact]
    public void A_picture_whose_header_is_cut_short_is_unreadable()
    {
        foreach (string picture in Pictures.Held)
        {
            byte[] file = Pictures.Read(picture);
            foreach (int length in (ReadOnlySpan<int>)[3, 4, 20, 160])
            {
                Assert.Equal(PictureOutcome.Unreadable, Engine.OutcomeOf(file.AsSpan(0, length)));
            }
        }
    }

    [Fact]
    public void A_picture_that_is_cut_short_is_decoded_as_far_as_it_goes_or_unreadable()
    {
        int decoded = 0;
        foreach (string picture in Pictures.Held)
        {
            byte[] file = Pictures.Read(picture);
            for (int tenth = 1; tenth < 10; tenth++)
            {
                decoded += Decodes(file.AsSpan(0, file.Length * tenth / 10)) ? 1 : 0;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{decoded} of {Pictures.Held.Count * 9} decoded");

        // The header ends within the first half of even the smallest file.
        Assert.InRange(decoded, Pictures.Held.Count * 5, Pictures.Held.Count * 9);
    }

    [Fact]
    public void A_picture_that_is_cut_short_shows_its_face_or_none_or_is_unreadable()
    {
        foreach (string picture in Pictures.Johns.Where((_, i) => i % 8 == 0))
        {
            byte[] file = Pictures.Read(picture);
            foreach (int length in (ReadOnlySpan<int>)[700, file.Length / 2, file.Length * 3 / 4])
            {
                PictureOutcome outcome = Engine.OutcomeOf(file.AsSpan(0, length));
                Assert.True(outcome is PictureOutcome.FaceFound or PictureOutcome.NoFace or PictureOutcome.Unreadable, $"{picture}: {outcome}");
            }
        }
    }

    [Fact]
    public void A_jpeg_that_lacks_its_last_bytes_still_shows_its_face() =>
        Assert.Equal(PictureOutcome.FaceFound, Engine.OutcomeOf(Pictures.Read(Pictures.Johns[0]).AsSpan()[..^2]));

    [Fact]
    public void A_picture_with_flipped_bits_ends_in_an_outcome()
    {
        byte[][] files = [.. Formats()];
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Double[0, 1].Array[1, 8], Gen.Int[0, 7]).Sample(
            (file, places, bit) =>
            {
                byte[] damaged = [.. files[file]];
                foreach (double place in places)
                {
                    damaged[(int)(place * (damaged.Length - 1))] ^= (byte)(1 << bit);
                }

                return Enum.IsDefined(Engine.OutcomeOf(damaged));
            },
            iter: 150);
    }

    [Fact]
    public void A_damaged_header_ends_in_an_outcome()
    {
        byte[][] files = [.. Formats()];
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Int[0, 63], Gen.Byte).Sample(
            (file, place, value) =>
            {
                byte[] damaged = [.. files[file]];
                damaged[place] = value;
                return Enum.IsDefined(Engine.OutcomeOf(damaged));
            },
            iter: 150);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8000)]
    [InlineData(8000, 1)]
    [InlineData(2, 2)]
    [InlineData(3000, 7)]
    public void A_picture_of_an_extreme_shape_has_no_face(int width, int height)
    {
        using SKBitmap pixels = Canvas.Blank(width, height, SKColors.BurlyWood);
        Assert.Equal(PictureOutcome.NoFace, Engine.OutcomeOf(PictureFiles.Png(pixels)));
        Assert.Equal(PictureOutcome.NoFace, Engine.OutcomeOf(PictureFiles.Jpeg(pixels)));
        Assert.Equal(PictureOutcome.NoFace, Engine.OutcomeOf(PictureFiles.WebP(pixels)));
        Assert.Equal(PictureOutcome.NoFace, Engine.OutcomeOf(PictureFiles.Bmp(pixels)));
    }

    private static unsafe bool Decodes(ReadOnlySpan<byte> file)
    {
        fixed (byte* bytes = file)
        {
            EncodedPicture? encoded = EncodedPicture.Open(bytes, file.Length, PictureLimits.Default, CancellationToken.None, out _);
            using Picture? picture = encoded?.Decode(1);
            return picture is not null;
        }
    }

    private static IEnumerable<byte[]> Formats()
    {
        byte[] jpeg = Pictures.Read(Pictures.Johns[10]);
        using SKBitmap pixels = PictureFiles.Decode(jpeg);
        yield return jpeg;
        yield return PictureFiles.Png(pixels);
        yield return PictureFiles.WebP(pixels);
        yield return PictureFiles.Bmp(pixels);
        yield return GifFile.Grey(pixels.Width, Canvas.GreyLevels(pixels));
    }
}
