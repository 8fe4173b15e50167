using System.Text;
using static Iris.Privacy.Tests.Scans;

namespace Iris.Privacy.Tests;

/// <summary>Invariant P2 for names that have to be escaped, or are longer than a block that answers are sent from.</summary>
public sealed class NameTests
{
    private const string Canary = "Xq7Zr2Lw9Kd4";

    public NameTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "A process's memory is read through Linux's /proc.");

    [Theory]
    [InlineData("Dr \"Mia\" ", 1)]
    [InlineData("🙂 ", 5)]
    [InlineData("\u00a0\n", 30)]
    [InlineData("", 500)]
    [InlineData("\"", 8_000)]
    public async Task When_the_answer_has_been_read_nothing_of_a_name_is_left(string prefix, int repeated)
    {
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Comparison:MaxNameBytes=100000");
        string face = "data:;base64," + Convert.ToBase64String(CanaryRequest.Face);
        string name = prefix + string.Concat(Enumerable.Repeat(Canary, repeated)) + " de la Cruz y Mendoza";
        string body = System.Text.Json.JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                ["target_url"] = face,
                ["people"] = new[] { new Dictionary<string, string> { ["name"] = name, ["image_url"] = face } },
            });

        using HttpResponseMessage response = await iris.Client.PostAsync(
            new Uri("/compare", UriKind.Relative),
            new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
            TestContext.Current.CancellationToken);
        string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        MemoryScan scan = MemoryScanner.Scan(iris.Id, new Dictionary<string, byte[]>
        {
            ["name"] = Encoding.UTF8.GetBytes(Canary),
            ["name in UTF-16"] = Encoding.Unicode.GetBytes(Canary),
        });

        Assert.Contains(Canary + " de la Cruz", answer, StringComparison.Ordinal);
        AssertClean(scan);
    }
}
