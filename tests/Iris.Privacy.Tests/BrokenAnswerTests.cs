using System.Diagnostics;
using static Iris.Privacy.Tests.Scans;

namespace Iris.Privacy.Tests;

/// <summary>Invariants P2 and P3 where a bug of the server's meets an answer that has been written in part.</summary>
public sealed class BrokenAnswerTests
{
    public BrokenAnswerTests() => SkipUnlessReadable();

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Of_an_answer_that_fails_half_way_nothing_is_left(string version)
    {
        // The list of the tests' libraries, so that the server finds the one with the bug.
        ProcessStartInfo start = new(
            "dotnet", ["exec", "--depsfile", Path.ChangeExtension(typeof(BrokenAnswerTests).Assembly.Location, ".deps.json"), IrisProcess.ServerBeside])
        {
            Environment =
            {
                ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = typeof(FailingAnswerStartup).Assembly.GetName().Name,
                [FailingAnswerStartup.PieceVariable] = "probability",
            },
        };
        await using IrisProcess iris = await IrisProcess.StartAsync(
            start,
            ["urls=http://127.0.0.1:0", "Iris:Privacy:AllowInspection=true", $"Kestrel:EndpointDefaults:Protocols=Http{version[0]}"],
            TestContext.Current.CancellationToken);
        using var client = new HttpClient
        {
            BaseAddress = iris.Client.BaseAddress,
            DefaultRequestVersion = new Version(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var request = new CanaryRequest();

        await Assert.ThrowsAsync<HttpRequestException>(() => request.SendAsync(client, request.BodyWithPicture()));
        MemoryScan atOnce = await ScanAtOnceAsync(iris, request.InBody);
        await WaitUntilScrubbedAsync(iris);
        MemoryScan afterScrub = Scan(iris, request.All);

        Assert.Contains("A request failed unexpectedly: InvalidOperationException.", iris.Printed, StringComparison.Ordinal);
        AssertClean(atOnce);
        AssertClean(afterScrub);
    }
}
