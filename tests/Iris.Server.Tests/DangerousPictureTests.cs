using System.Net;
using System.Text.Json.Nodes;
using Iris.Cli.Verification.Linux;
using Iris.Server.Tests.V1;
using Iris.Testing.Kinds;

namespace Iris.Server.Tests;

/// <summary>Pictures of every kind, and those that once ended the server or took its memory, sent again and again to the program as an operator starts it.</summary>
public sealed class DangerousPictureTests
{
    private const int Rounds = 2;
    private const int AtATime = 4;

    // Measured: 13 MB more than at rest, four at a time. The GIF took 775.
    private const long MaxMoreBytes = 96L * 1024 * 1024;

    private static readonly string[] Outcomes = ["found", "no_face", "unreadable", "unsupported", "too_large"];

    // Lossless JPEG: the codec writes up to 114,688 bytes past the pixels. GIF: 200 megapixels in 35 bytes.
    private static IEnumerable<(string Name, byte[] File)> Dangerous =>
    [
        ("lossless JPEG of one row", JpegFile.Lossless(32_768, 1)),
        ("lossless JPEG of eight rows", JpegFile.Lossless(32_768, 8)),
        ("lossless JPEG, the narrowest that is reduced", JpegFile.Lossless(2_560, 40)),
        ("GIF of 35 bytes", [.. "GIF89a"u8, 0x3E, 0x37, 0x3E, 0x37, 0x80, 0, 0, .. new byte[6], 0x2C, 0, 0, 0, 0, 0x3E, 0x37, 0x3E, 0x37, 0, 2, 1]),
        .. PictureKind.All.Select(kind => (kind.ToString(), kind.Make(GreyPicture.Sloping(64, 48)))),
        .. PictureKind.All.Select(kind => ($"{kind}, cut short", CutShort(kind.Make(GreyPicture.Sloping(64, 48))))),
    ];

    [Fact]
    public async Task Every_picture_has_an_outcome_again_and_again_and_the_server_lives()
    {
        await using IrisProcess iris = await IrisProcess.StartAsync();
        (string Name, byte[] File)[] pictures = [.. Dangerous];
        long before = ProcFile.ResidentBytes(iris.Id);
        var failures = new List<string>();
        await Parallel.ForEachAsync(
            Enumerable.Repeat(pictures, Rounds).SelectMany(round => round),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = TestContext.Current.CancellationToken },
            async (picture, cancellationToken) =>
            {
                using MultipartFormDataContent form = V1Client.Form(("image", "picture", picture.File));
                using HttpResponseMessage response = await iris.Client.PostAsync(new Uri("/v1/faces", UriKind.Relative), form, cancellationToken);
                JsonNode? answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
                if (response.StatusCode != HttpStatusCode.OK || !Outcomes.Contains((string?)answer?["outcome"]))
                {
                    lock (failures)
                    {
                        failures.Add($"{picture.Name}: {response.StatusCode}");
                    }
                }
            });

        Assert.Empty(failures);
        long more = OperatingSystem.IsLinux() ? ProcFile.PeakBytes(iris.Id) - before : 0;
        TestContext.Current.TestOutputHelper?.WriteLine($"{pictures.Length} pictures, {more / 1e6:F0} MB more than at rest");
        Assert.InRange(more, 0, MaxMoreBytes);
        Assert.Equal("OK", await iris.Client.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken));
        await iris.EndAsync();
    }

    private static byte[] CutShort(byte[] file) => file[..(file.Length * 2 / 3)];
}
