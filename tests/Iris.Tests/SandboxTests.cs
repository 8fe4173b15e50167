using System.Runtime.InteropServices;
using Iris.Codecs;
using Iris.Imaging;
using Iris.Memory;
using Iris.Testing;
using SkiaSharp;

namespace Iris.Tests;

/// <summary>What the codecs can do to the process: use the memory that a decode is given, for as long as it is not cancelled.</summary>
public sealed unsafe class SandboxTests
{
    private const int Side = 2000;

    public static TheoryData<string> Files => ["baseline.jpg", "truecolour.png", "lossless.webp"];

    [Fact]
    public void The_machine_code_is_what_the_module_is_compiled_to()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "On others it is compiled at the start.");

        Assert.Equal(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, CodecModule.MachineCodeFile)), CodecModule.Compile(isAhead: true));
        CodecModule module = CodecModule.Take();
        CodecModule.GiveBack(module);
        Assert.True(module.IsCompiledAhead);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_decode_with_too_little_memory_has_no_result(string name)
    {
        byte[] file = Seed(name);
        var outcomes = new List<DecodeOutcome>();
        for (int pages = 1; pages <= 32; pages++)
        {
            using var memory = new SensitiveBuffer<byte>(pages * SandboxMemory.PageBytes, isGuarded: true);
            outcomes.Add(Run(file, memory));
        }

        // At first the module itself does not fit, then the file or the pixels, and in the end all of it.
        Assert.Equal(DecodeOutcome.Unreadable, outcomes[0]);
        Assert.Equal(DecodeOutcome.Whole, outcomes[^1]);
        Assert.Equal(outcomes.Order(), outcomes);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_decode_begins_with_nothing_that_another_left(string name)
    {
        byte[] file = Seed(name);
        byte[]? pixels = Decoding.Pixels(file);
        Assert.NotNull(pixels);
        for (int i = 0; i < file.Length; i++)
        {
            byte kept = file[i];
            file[i] ^= 0x55;
            Decoding.Pixels(file);
            file[i] = kept;
            Assert.True(pixels.AsSpan().SequenceEqual(Decoding.Pixels(file)));
        }
    }

    [Fact]
    public void A_decode_that_is_cancelled_ends_alone()
    {
        byte[] file = Noise("JPEG");
        byte[]? expected = Decoding.Pixels(file);
        using var ended = new CancellationTokenSource();
        Thread[] others = [.. Enumerable.Range(0, 2).Select(seed => new Thread(() => CancelDecodes(file, seed, ended.Token)))];
        Array.ForEach(others, static other => other.Start());

        Parallel.For(0, 16, _ => Assert.True(expected.AsSpan().SequenceEqual(Decoding.Pixels(file))));

        ended.Cancel();
        Array.ForEach(others, static other => other.Join());
    }

    // Not before it begins, and not when it has ended: the first rows are there, and the last ones not.
    [Theory]
    [InlineData("JPEG")]
    [InlineData("PNG")]
    [InlineData("WebP")]
    public void A_decode_can_be_cancelled_in_its_middle(string format)
    {
        byte[] file = Noise(format);
        int pixels;
        using (var whole = new SensitiveBuffer<byte>(MemoryFor(file), isGuarded: true))
        {
            Assert.Equal(DecodeOutcome.Whole, Run(file, whole, out pixels, CancellationToken.None));
        }

        // A decode may be over before a busy machine lets another thread cancel it.
        Assert.Contains(true, Enumerable.Range(0, 10).Select(_ => EndsInTheMiddle(file, pixels)));
    }

    // Wasmtime's own handlers of signals were seen to take these from the runtime.
    [Fact]
    public void Faults_of_managed_code_stay_what_they_are()
    {
        CodecModule.GiveBack(CodecModule.Take());
        int zero = Environment.ProcessorCount - Environment.ProcessorCount;
        object? nothing = zero == 0 ? null : this;
        Parallel.For(0, 200, _ =>
        {
            Assert.Throws<DivideByZeroException>(() => 1 / zero);
            Assert.Throws<NullReferenceException>(() => nothing!.GetHashCode());
            Assert.Null(Decoding.Pixels([0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 0xFF, 0xD9]));
        });
    }

    private static void CancelDecodes(byte[] file, int seed, CancellationToken ended)
    {
        var random = new Random(seed);
        using var memory = new SensitiveBuffer<byte>(MemoryFor(file), isGuarded: true);
        while (!ended.IsCancellationRequested)
        {
            memory.Span.Clear();
            using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1, 30)));
            try
            {
                Run(file, memory, out _, cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                // As it should.
            }
        }
    }

    private static bool EndsInTheMiddle(byte[] file, int pixels)
    {
        using var memory = new SensitiveBuffer<byte>(MemoryFor(file), isGuarded: true);
        using var cancellation = new CancellationTokenSource();
        byte* start = (byte*)memory.Address;
        var watch = new Thread(() =>
        {
            while (!new ReadOnlySpan<byte>(start + pixels, Side * Picture.BytesPerPixel).ContainsAnyExcept((byte)0))
            {
                Thread.Yield();
            }

            cancellation.Cancel();
        });
        watch.Start();
        try
        {
            Run(file, memory, out _, cancellation.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return !memory.Span.Slice(pixels + ((Side - 1) * Side * Picture.BytesPerPixel), Side * Picture.BytesPerPixel).ContainsAnyExcept((byte)0);
        }
        finally
        {
            watch.Join();
        }
    }

    private static byte[] Noise(string format)
    {
        using SKBitmap bitmap = Canvas.Blank(Side, Side, SKColors.Gray);
        Span<byte> bytes = bitmap.GetPixelSpan();
        new Random(1).NextBytes(bytes);
        for (int i = 3; i < bytes.Length; i += Picture.BytesPerPixel)
        {
            bytes[i] = byte.MaxValue;
        }

        return format switch
        {
            "JPEG" => PictureFiles.Jpeg(bitmap, 95),
            "PNG" => PictureFiles.Png(bitmap),
            _ => PictureFiles.WebP(bitmap),
        };
    }

    private static int MemoryFor(byte[] file)
    {
        PictureFormat format = PictureSignature.Recognise(file);
        return (int)DecodeMemory.OfSandbox(PictureHeader.Read(file, format) with { FileBytes = file.Length }, 1);
    }

    private static DecodeOutcome Run(byte[] file, SensitiveBuffer<byte> memory) => Run(file, memory, out _, CancellationToken.None);

    private static DecodeOutcome Run(byte[] file, SensitiveBuffer<byte> memory, out int pixels, CancellationToken cancellationToken)
    {
        fixed (byte* bytes = file)
        {
            PictureFormat format = PictureSignature.Recognise(file);
            return SandboxedDecode.Run(
                bytes, PictureCodec.PartsOf(file, format), PictureHeader.Read(file, format), 1, memory, out pixels, cancellationToken);
        }
    }

    private static byte[] Seed(string name) => File.ReadAllBytes(Path.Combine(RepositoryRoot.Folder, "fuzz/seeds/picture", name));
}
