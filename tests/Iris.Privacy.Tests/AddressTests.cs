using Microsoft.AspNetCore.Http;
using static Iris.Privacy.Tests.Scans;

namespace Iris.Privacy.Tests;

/// <summary>Invariant P5: the addresses of clients are not kept.</summary>
public sealed class AddressTests
{
    public AddressTests() => SkipUnlessReadable();

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://[::]:0")]
    public async Task Nothing_is_left_of_a_clients_address_after_it_has_gone(string url)
    {
        await using IrisProcess iris = await IrisProcess.StartAsync($"urls={url}", "Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1", "Iris:RateLimit:Burst=2");
        Dictionary<string, byte[]> traces;
        using (var client = new ClientAddress(iris.Client.BaseAddress!))
        {
            int[] statuses = new int[600];
            for (int i = 0; i < 12; i++)
            {
                var request = new CanaryRequest();
                client.Http.DefaultRequestHeaders.Remove("X-Forwarded-For");
                client.Http.DefaultRequestHeaders.Remove("Forwarded");
                client.Http.DefaultRequestHeaders.Add("X-Forwarded-For", $"{client}, 10.0.0.1");
                client.Http.DefaultRequestHeaders.Add("Forwarded", $"for={client}");
                statuses[(await request.SendAsync(client.Http, request.BodyWithPicture())).Status]++;
            }

            traces = client.Traces();

            Assert.NotEqual(0, statuses[StatusCodes.Status200OK]);
            Assert.NotEqual(0, statuses[StatusCodes.Status429TooManyRequests]);
        }

        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);

        AssertClean(Scan(iris, traces));
    }

    [Fact]
    public async Task The_scanner_finds_the_address_of_a_client_that_is_connected()
    {
        await using PictureServer pictures = await PictureServer.StartSilentAsync();
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Fetch:HeaderTimeout=00:00:10");
        using var client = new ClientAddress(iris.Client.BaseAddress!);
        client.Http.DefaultRequestHeaders.Add("X-Forwarded-For", client.ToString());
        var request = new CanaryRequest();
        Task answer = request.SendAsync(client.Http, request.BodyWithUrl(pictures));
        await pictures.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        MemoryScan scan = Scan(iris, client.Traces());

        Assert.Contains(scan.Hits, hit => hit.Canary == "text in UTF-16");
        Assert.Contains(scan.Hits, hit => hit.Canary == "IPAddress");
        Assert.Contains(scan.Hits, hit => hit.Canary.StartsWith("socket address", StringComparison.Ordinal));
        Assert.False(answer.IsCompleted);
    }
}
