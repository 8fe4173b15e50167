using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Iris.Cli.Verification.Linux;
using SkiaSharp;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests;

/// <summary>The program as an operator starts it takes no more memory than it says at its start.</summary>
public sealed partial class MemoryCeilingTests
{
    private const int Mebibyte = 1024 * 1024;

    [Fact]
    public async Task Resident_memory_stays_under_the_ceiling_that_is_logged()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Resident memory is read from /proc.");
        await using IrisProcess iris = await IrisProcess.StartAsync(
            $"Iris:Capacity:MemoryBudget={512 * Mebibyte}", "Iris:Requests:MaxConnections=128");
        var clients = new LoopbackClients(iris.Addresses[0]);

        // More than a gigabyte of bodies at once, if they were let in, and pictures of 160 MB each.
        using var patience = new CancellationTokenSource();
        Task<bool>[] bodies = [.. Enumerable.Range(0, 80).Select(_ => IsRefusedAsync(clients, patience.Token))];
        string large = LargePicture();
        await Parallel.ForAsync(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
        {
            using HttpClient client = clients.Create(iris.Addresses[0]);
            using HttpResponseMessage response = await PostAsync(client, Body(large, ("a", large), ("b", large)));
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{response.StatusCode}");
        });
        long peak = ProcFile.PeakBytes(iris.Id) / Mebibyte;
        await patience.CancelAsync();
        int refused = (await Task.WhenAll(bodies)).Count(isRefused => isRefused);

        Assert.Single(await CompareAsync(iris.Client, DataUri(Salley), ("Salley", DataUri(SalleyAgain))));
        long ceiling = long.Parse(Ceiling().Match(await iris.EndAsync()).Groups[1].Value, CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"peak {peak} MiB, ceiling {ceiling} MiB, {refused} bodies refused");
        Assert.InRange(refused, 1, bodies.Length);
        Assert.InRange(peak, 300, ceiling);
        Assert.InRange(ceiling, 512, 1200);
    }

    // Sends most of a body, and waits for what the server says to it.
    private static async Task<bool> IsRefusedAsync(LoopbackClients clients, CancellationToken patience)
    {
        try
        {
            await using Stream connection = await clients.ConnectAsync(patience);
            await connection.WriteAsync(
                Encoding.ASCII.GetBytes($"POST /compare HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {20 * Mebibyte}\r\n\r\n"), patience);
            await connection.WriteAsync(new byte[16 * Mebibyte], patience);
            byte[] answer = new byte["HTTP/1.1 503".Length];
            await connection.ReadExactlyAsync(answer, patience);
            return answer.AsSpan().SequenceEqual("HTTP/1.1 503"u8);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Still waiting at the end, or refused and closed before everything was sent.
            return exception is IOException;
        }
    }

    private static string LargePicture()
    {
        using SKBitmap pixels = Canvas.Blank(8000, 5000, SKColors.BurlyWood);
        return DataUri(PictureFiles.Png(pixels));
    }

    [GeneratedRegex(@"Resident memory stays under (\d+) MiB")]
    private static partial Regex Ceiling();
}
