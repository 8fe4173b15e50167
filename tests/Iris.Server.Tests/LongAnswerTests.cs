using System.Net;
using System.Security.Cryptography.X509Certificates;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests;

/// <summary>What is sent may be longer than one of the blocks it is sent from, of 4 KB.</summary>
public sealed class LongAnswerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iris-certificate-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("x")]
    [InlineData("ä")]
    [InlineData("\"")]
    [InlineData("\\")]
    [InlineData("🙂")]
    [InlineData("\u00a0\u0001 Mia \"de la\" Cruz\n")]
    public async Task A_name_of_any_length_is_given_back_as_it_came(string piece)
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Comparison:MaxNameBytes=1000000");
        foreach (int count in (int[])[1, 40, 255, 1_000, 4_096, 30_000])
        {
            string name = string.Concat(Enumerable.Repeat(piece, count));

            (string Name, int Probability)[] matches = await server.CompareAsync(DataUri(Salley), (name, DataUri(SalleyAgain)));

            Assert.Equal([(name, 94)], matches);
        }
    }

    [Fact]
    public async Task Hundreds_of_matches_arrive()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        string picture = DataUri(SalleyAgain);
        (string, string)[] people = [.. Enumerable.Range(1, 200).Select(i => ($"Erika Mustermann {i}", picture))];

        (string Name, int Probability)[] matches = await server.CompareAsync(DataUri(Salley), people);

        Assert.Equal(people.Select(person => (person.Item1, 94)), matches);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_certificate_of_any_length_is_shown_and_a_long_answer_arrives_over_HTTPS(string version)
    {
        byte[] octets = [0x04, 0x82, 0x27, 0x10, .. new byte[10_000]];
        var certificate = new SelfSignedCertificate(
            _folder.FullName, TimeProvider.System, new X509Extension("1.3.6.1.4.1.99999.1", octets, critical: false));
        await using IrisServer server = await IrisServer.StartAsync([.. certificate.Settings, "Iris:Comparison:MaxNameBytes=1000000"]);
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Is(shown) } };
        using var client = new HttpClient(handler)
        {
            BaseAddress = server.Client.BaseAddress,
            DefaultRequestVersion = new Version(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        string name = new('x', 20_000);

        using HttpResponseMessage response = await client.PostAsync(
            new Uri("/compare", UriKind.Relative),
            new StringContent(Body(DataUri(Salley), (name, DataUri(SalleyAgain))), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
            TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, new Version(version)), (response.StatusCode, response.Version));
        Assert.Equal([(name, 94)], await MatchesAsync(response));
    }
}
