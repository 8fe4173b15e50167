using System.Security.Cryptography;
using static Iris.Privacy.Tests.Scans;

namespace Iris.Privacy.Tests;

/// <summary>Invariant P2 for what libraries compute on their way, in memory that they allocate for themselves.</summary>
public sealed class NativeMemoryTests
{
    public NativeMemoryTests() => SkipUnlessReadable();

    [Fact]
    public async Task Nothing_is_left_of_what_the_network_computes_between_a_face_and_its_embedding()
    {
        await using IrisProcess iris = await IrisProcess.StartAsync();
        var request = new CanaryRequest();
        using var tensors = new InnerTensors(CanaryRequest.Face);

        request.AssertMatched(await request.SendAsync(iris.Client, request.BodyWithPicture()));
        MemoryScan scan = await ScanAtOnceAsync(iris, tensors.Traces);

        AssertClean(scan);
    }

    [Fact]
    public void By_itself_ONNX_Runtime_leaves_it_in_memory_that_it_has_freed()
    {
        using var tensors = new InnerTensors(CanaryRequest.Face);

        MemoryScan scan = MemoryScanner.Scan(Environment.ProcessId, tensors.Traces);

        Assert.Contains(scan.Hits, tensors.IsInFreedMemory);

        // In the blocks of channels in which the server's networks keep theirs.
        Assert.Contains(scan.Hits, hit => hit.Canary.Contains("pixel", StringComparison.Ordinal) && !tensors.IsOwn(hit));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(1_200)]
    public async Task Nothing_is_left_of_what_a_decoder_unpacks_on_its_way(int width)
    {
        await using IrisProcess iris = await IrisProcess.StartAsync();
        var request = new CanaryRequest();
        byte[] indices = RandomNumberGenerator.GetBytes(width * 100);
        byte[] picture = PngFile.WithPalette(width, indices, RandomNumberGenerator.GetBytes(256 * 3));

        // Of the last rows, which a decompressor still has in its window when it has finished.
        Dictionary<string, byte[]> traces = Enumerable.Range(0, 10).ToDictionary(
            i => $"row {i} from the last", i => indices.AsSpan(indices.Length - (width * i) - 600, 24).ToArray());

        (int status, _) = await request.SendAsync(iris.Client, request.Body("data:image/png;base64," + Convert.ToBase64String(picture)));
        MemoryScan scan = await ScanAtOnceAsync(iris, traces);

        Assert.Equal(200, status);
        AssertClean(scan);
    }
}
