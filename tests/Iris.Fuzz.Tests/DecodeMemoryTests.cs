using System.Buffers.Binary;
using System.Globalization;
using Iris.Testing.Kinds;

namespace Iris.Fuzz.Tests;

/// <summary>
/// A decode takes what was counted, for every kind of picture, at every reduction and size: the peak of resident memory of a process that does nothing else
/// says so. It is never more than counted and <see cref="PeakMemory.NoiseBytes"/>.
/// </summary>
public sealed class DecodeMemoryTests
{
    private const int DecodesOfAFile = 5;

    private static readonly IReadOnlyList<PictureKind> Kinds = [.. PictureKind.All.Where(kind => kind.Refusal is null)];

    // Of each format the one that takes the most beside its pixels, if any does.
    private static readonly IReadOnlyList<PictureKind> LargeKinds =
    [
        PictureKind.Find("JPEG: progressive (SOF2)"), PictureKind.Find("PNG: interlaced, colours and opacity, 16 bits"),
        PictureKind.Find("WebP: lossless (VP8L)"), PictureKind.Find("GIF: one transparent colour"), PictureKind.Find("BMP: 32 bits, bit fields"),
    ];

    public static TheoryData<string> Formats => [.. Kinds.Select(kind => kind.Format).Distinct()];

    [Theory]
    [MemberData(nameof(Formats))]
    public Task A_decode_takes_no_more_memory_than_was_counted(string format) => MeasureAllAsync(KindsOf(format), (640, 480), (2048, 1536));

    [Fact]
    public Task A_large_decode_takes_no_more_memory_than_was_counted() => MeasureAllAsync(LargeKinds, (4000, 3000), (8000, 6250));

    /// <summary>Every kind takes minutes: <c>./build.sh memory</c>.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Formats))]
    public Task A_large_decode_of_any_kind_takes_no_more_memory_than_was_counted(string format) => MeasureAllAsync(KindsOf(format), (4000, 3000), (8000, 6250));

    // Side by side: each has a process of its own.
    private static Task MeasureAllAsync(IEnumerable<PictureKind> kinds, params (int Width, int Height)[] sizes) => Parallel.ForEachAsync(
        kinds,
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
        async (kind, _) => await MeasureAsync(kind, sizes));

    private static IEnumerable<PictureKind> KindsOf(string format) => Kinds.Where(kind => kind.Format == format);

    private static async Task MeasureAsync(PictureKind kind, params (int Width, int Height)[] sizes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells the peak of resident memory, and has it begin anew.");
        await using var program = RunningProgram.Start("Iris.Fuzz.dll", "measure");

        // The first one is not counted: the process runs all code for the first time.
        await SendAsync(program, kind.Make(GreyPicture.Sloping(64, 48)));
        for (int line = 0; line < DecodesOfAFile; line++)
        {
            await program.ReadLineAsync();
        }

        foreach ((int width, int height) in sizes)
        {
            await SendAsync(program, kind.Make(GreyPicture.Sloping(width, height)));
            for (int line = 0; line < DecodesOfAFile; line++)
            {
                string? told = await program.ReadLineAsync();
                Check(kind, width, height, told!.Split(' '));
            }
        }
    }

    private static async Task SendAsync(RunningProgram program, byte[] file)
    {
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, file.Length);
        await program.WriteAsync(length);
        await program.WriteAsync(file);
    }

    private static void Check(PictureKind kind, int width, int height, string[] told)
    {
        Assert.Equal(nameof(PictureOutcome.NoFace), told[3]);
        (long counted, long taken) = (long.Parse(told[1], CultureInfo.InvariantCulture), long.Parse(told[2], CultureInfo.InvariantCulture));
        string what = $"{kind}, {width} × {height}, reduction {told[0]}: {taken / 1e6:F1} MB taken, {counted / 1e6:F1} MB counted";
        TestContext.Current.TestOutputHelper?.WriteLine(what);
        Assert.True(taken <= counted + PeakMemory.NoiseBytes, what);
    }
}
