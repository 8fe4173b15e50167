using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using static Iris.Privacy.Tests.Scans;

namespace Iris.Privacy.Tests;

/// <summary>Invariant P2 where anything may stand in the place of an option: nothing of it stays behind, not on a stack either.</summary>
public sealed class OptionTests
{
    // One after the other, so that several threads of the server have read one.
    private const int Requests = 8;

    public OptionTests() => SkipUnlessReadable();

    [Theory]
    [InlineData("name in the query")]
    [InlineData("value in the query")]
    [InlineData("value in JSON")]
    [InlineData("value in a form")]
    [InlineData("boundary of a form")]
    public async Task After_the_scrub_nothing_is_left_of_what_stands_for_an_option(string place)
    {
        await using IrisProcess iris = await IrisProcess.StartAsync();
        var canaries = new Dictionary<string, byte[]>();
        for (int i = 0; i < Requests; i++)
        {
            string canary = "canary" + Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
            canaries[$"{i}"] = Encoding.UTF8.GetBytes(canary);
            canaries[$"{i} in UTF-16"] = Encoding.Unicode.GetBytes(canary);
            using HttpRequestMessage request = Request(place, canary);
            using HttpResponseMessage response = await iris.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(422, (int)response.StatusCode);
        }

        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);

        AssertClean(Scan(iris, canaries));
    }

    private static HttpRequestMessage Request(string place, string canary)
    {
        string query = place switch
        {
            "name in the query" => $"?{canary}=1",
            "value in the query" => $"?faces={canary}",
            _ => "",
        };
        HttpContent content = place switch
        {
            "value in JSON" => Json($$"""{"target_url":"","people":[],"faces":"{{canary}}"}"""),
            "value in a form" => new MultipartFormDataContent { { new StringContent(canary), "faces" } },
            "boundary of a form" => new MultipartFormDataContent(canary) { { new StringContent("x"), "faces" } },
            _ => Json("""{"target_url":"","people":[]}"""),
        };
        return new(HttpMethod.Post, new Uri("/v1/compare" + query, UriKind.Relative)) { Content = content };
    }

    private static StringContent Json(string body) => new(body, MediaTypeHeaderValue.Parse("application/json"));
}
