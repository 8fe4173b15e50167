using Iris.Imaging;
using Iris.Testing;
using Iris.Testing.Kinds;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>What has to hold for every kind of every format: those of docs/security.md.</summary>
public sealed class PictureKindTests
{
    // No multiple of 8, of a tile or of a byte's bits.
    private const int Width = 61, Height = 43;

    // How many places a file is cut at, beside each of its last bytes.
    private const int Cuts = 120, LastBytes = 24;

    private static readonly GreyPicture Portrait = ReadPortrait();

    public static TheoryData<string> All => [.. PictureKind.All.Select(kind => kind.ToString())];

    public static TheoryData<string> Exact => [.. PictureKind.All.Where(kind => kind.Levels > 0).Select(kind => kind.ToString())];

    public static TheoryData<string> Readable => [.. PictureKind.All.Where(kind => kind.Refusal is null).Select(kind => kind.ToString())];

    public static TheoryData<string> Refused => [.. PictureKind.All.Where(kind => kind.Refusal is not null).Select(kind => kind.ToString())];

    [Theory]
    [MemberData(nameof(All))]
    public void A_picture_is_read_or_refused_as_its_kind_says(string kind)
    {
        PictureKind found = PictureKind.Find(kind);
        byte[] file = found.Make(GreyPicture.Sloping(Width, Height));

        Assert.Equal(found.Refusal, Decoding.RefusalOf(file));
        if (found.Refusal is null)
        {
            using DecodedPicture? whole = DecodedPicture.Of(file);
            Assert.NotNull(whole);
            Assert.False(whole.IsIncomplete);
            Assert.Equal(Side(found, Width, Height), (whole.Width, whole.Height));
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_kind_that_is_refused_never_reaches_the_codec(string kind)
    {
        byte[] file = PictureKind.Find(kind).Make(GreyPicture.Sloping(Width, Height));

        var header = PictureHeader.Read(file, PictureSignature.Recognise(file));

        Assert.True(header.IsUnreadable || header.Width == 0 || header.Height == 0);
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public void A_kind_that_loses_nothing_has_the_same_pixels(string kind)
    {
        PictureKind found = PictureKind.Find(kind);

        byte[]? pixels = Decoding.Pixels(found.Make(Portrait));

        Assert.NotNull(pixels);
        Assert.Equal(Portrait.Levels.Length * 4, pixels.Length);
        for (int i = 0; i < Portrait.Levels.Length; i++)
        {
            int expected = Portrait.Levels[i] * found.Levels / 256 * 255 / (found.Levels - 1);
            Assert.True((pixels[4 * i], pixels[(4 * i) + 1], pixels[(4 * i) + 2]) == (expected, expected, expected), $"{kind}: pixel {i}");
        }
    }

    // The oracle is the whole picture: whoever has all of its pixels is not missing any.
    [Theory]
    [MemberData(nameof(Readable))]
    public void A_picture_that_is_cut_short_anywhere_is_whole_or_said_to_be_incomplete_or_unreadable(string kind)
    {
        byte[] file = PictureKind.Find(kind).Make(GreyPicture.Sloping(Width, Height));
        byte[] whole = Decoding.Pixels(file)!;
        int incomplete = 0;
        foreach (int length in CutsOf(file.Length))
        {
            using DecodedPicture? cut = DecodedPicture.Of(file.AsSpan(0, length));
            incomplete += cut is { IsIncomplete: true } ? 1 : 0;
            Assert.True(cut is null || cut.IsIncomplete || cut.Pixels.SequenceEqual(whole), $"{kind}, {length} of {file.Length} bytes");
        }

        // Of the file that is one pixel's worth of header and data hardly any cut can be decoded; of all others some can.
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {incomplete} cuts incomplete");
    }

    [Fact]
    public void The_documents_list_every_kind_and_what_becomes_of_it()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(RepositoryRoot.Folder, "docs/security.md"))
            .SkipWhile(line => line != "| format | kind | becomes |").Skip(2).TakeWhile(line => line.StartsWith('|'))];

        Assert.Equal(PictureKind.All.Select(kind => $"| {kind.Format} | {kind.Name} | {(kind.Refusal is null ? "read" : $"`{kind.Refusal}`")} |"), rows);
    }

    private static (int Width, int Height) Side(PictureKind kind, int width, int height) => kind.Name switch
    {
        "a screen larger than the first frame" => (width + 16, height + 16),
        _ when kind.Name.StartsWith("turned", StringComparison.Ordinal) => (height, width),
        _ => (width, height),
    };

    private static IEnumerable<int> CutsOf(int length) => Enumerable.Range(1, Cuts).Select(i => (int)((long)i * length / (Cuts + 1)))
        .Concat(Enumerable.Range(Math.Max(length - LastBytes, 0), Math.Min(LastBytes, length))).Distinct();

    private static GreyPicture ReadPortrait()
    {
        using SKBitmap pixels = PictureFiles.Decode(Pictures.Read(Pictures.Johns[40]));
        using SKBitmap portrait = Canvas.Shrunk(pixels, 144, 144);
        return new(144, Canvas.GreyLevels(portrait));
    }
}
