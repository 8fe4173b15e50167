using System.Net;
using System.Security.Cryptography;
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
        await using IrisServer server = await IrisServer.StartAsync();
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
        string hash = WriteCertificate(extensionBytes: 10_000);
        await using IrisServer server = await IrisServer.StartAsync(
            "Kestrel:Endpoints:Https:Url=https://127.0.0.1:0",
            $"Kestrel:Endpoints:Https:Certificate:Path={Path.Combine(_folder.FullName, "certificate.pem")}",
            $"Kestrel:Endpoints:Https:Certificate:KeyPath={Path.Combine(_folder.FullName, "key.pem")}");
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == hash } };
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

    private string WriteCertificate(int extensionBytes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        byte[] octets = [0x04, 0x82, (byte)(extensionBytes >> 8), (byte)extensionBytes, .. new byte[extensionBytes]];
        request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.99999.1", octets, critical: false));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        Write("certificate.pem", certificate.ExportCertificatePem());
        Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        return certificate.GetCertHashString();
    }

    private void Write(string name, string text)
    {
        using var writer = new StreamWriter(Path.Combine(_folder.FullName, name));
        writer.Write(text);
    }
}
