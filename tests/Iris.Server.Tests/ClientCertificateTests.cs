using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Iris.Testing.Access;

namespace Iris.Server.Tests;

public sealed class ClientCertificateTests : IDisposable
{
    private readonly AccessFiles _files = new();
    private readonly CertificateAuthority _authority = new();
    private readonly SelfSignedCertificate _server;

    public ClientCertificateTests() => _server = new(_files.PathOf(""), TimeProvider.System);

    public void Dispose()
    {
        _authority.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_certificate_of_the_authority_lets_in(string version)
    {
        using X509Certificate2 certificate = _authority.IssueForClient("CN=a, O=Clinic");
        await using IrisServer server = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, certificate, "/stats", version));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, certificate, "/v1/privacy", version));
    }

    [Fact]
    public async Task Whoever_has_none_or_another_is_refused_but_for_health()
    {
        using var other = new CertificateAuthority();
        using X509Certificate2 fromAnother = other.IssueForClient("CN=a");
        using X509Certificate2 expired = _authority.IssueExpired("CN=a");
        using X509Certificate2 forServers = _authority.IssueForServer("CN=a");
        await using IrisServer server = await StartAsync();

        foreach (X509Certificate2? certificate in (X509Certificate2?[])[null, fromAnother, expired, forServers])
        {
            using HttpResponseMessage response = await GetAsync(server.Client.BaseAddress!, certificate, "/stats");
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal(["ClientCertificate"], response.Headers.GetValues("WWW-Authenticate"));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, certificate, "/health"));
        }
    }

    [Fact]
    public async Task Only_subjects_that_are_allowed_are_let_in()
    {
        using X509Certificate2 first = _authority.IssueForClient("CN=reception, O=\"Clinic, North\"");
        using X509Certificate2 second = _authority.IssueForClient("CN=archive");
        using X509Certificate2 other = _authority.IssueForClient("CN=reception");
        await using IrisServer server = await StartAsync("Iris:Access:ClientCertificates:AllowedSubjects=CN=reception,O=\"Clinic, North\"; CN=archive");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, first, "/stats"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, second, "/stats"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, other, "/stats"));
    }

    [Fact]
    public async Task Another_kind_of_credentials_is_enough()
    {
        using var other = new CertificateAuthority();
        using X509Certificate2 wrong = other.IssueForClient("CN=a");
        (string key, string entry) = AccessFiles.CreateKey("a");
        _files.WriteKeys(entry);
        await using IrisServer server = await StartAsync(_files.KeySetting);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, wrong, "/stats", key: key));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, wrong, "/stats", key: "wrong"));
    }

    [Fact]
    public async Task A_revoked_certificate_is_refused_where_lists_are_fetched()
    {
        byte[] list = [];
        int fetched = 0;
        await using PictureServer publisher = await PictureServer.StartAsync(context =>
        {
            Interlocked.Increment(ref fetched);
            return context.Response.Body.WriteAsync(list).AsTask();
        });
        X509Extension where = Distribution(publisher.Url("list.crl"));
        using var untrusted = new CertificateAuthority();
        using X509Certificate2 good = _authority.IssueForClient("CN=good", where);
        using X509Certificate2 revoked = _authority.IssueForClient("CN=revoked", where);
        using X509Certificate2 foreign = untrusted.IssueForClient("CN=foreign", where);
        list = _authority.Revoke(revoked);
        await using IrisServer trusting = await StartAsync();

        // The program itself, which may not keep the list in a file, as the framework would.
        await using IrisProcess server = await IrisProcess.StartAsync([.. Settings, "Iris:Access:ClientCertificates:CheckRevocation=true"]);

        // Nobody but the authority may say where something is fetched from.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(trusting, revoked, "/stats"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server.Addresses[0], foreign, "/stats"));
        Assert.Equal(0, fetched);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server.Addresses[0], good, "/stats"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server.Addresses[0], revoked, "/stats"));
        Assert.NotEqual(0, fetched);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")]
    public async Task A_file_without_certificates_is_told_in_one_line(string content)
    {
        string path = _files.Write("roots.pem", content);

        string line = await StartupTests.CannotStartAsync($"--Iris:Access:ClientCertificates:TrustedRoots={path}");

        Assert.Contains("Iris:Access:ClientCertificates:TrustedRoots", line, StringComparison.Ordinal);
    }

    private string[] Settings =>
        [.. _server.Settings, $"Iris:Access:ClientCertificates:TrustedRoots={_files.Write("roots.pem", _authority.Pem)}"];

    private Task<IrisServer> StartAsync(params string[] settings) => IrisServer.StartAsync([.. Settings, .. settings]);

    private Task<HttpStatusCode> StatusAsync(
        IrisServer server, X509Certificate2? certificate, string path, string version = "1.1", string? key = null) =>
        StatusAsync(server.Client.BaseAddress!, certificate, path, version, key);

    private async Task<HttpStatusCode> StatusAsync(
        Uri server, X509Certificate2? certificate, string path, string version = "1.1", string? key = null)
    {
        using HttpResponseMessage response = await GetAsync(server, certificate, path, version, key);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> GetAsync(
        Uri server, X509Certificate2? certificate, string path, string version = "1.1", string? key = null)
    {
        using var connections = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => _server.Is(shown) } };
        if (certificate is not null)
        {
            connections.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        }

        using var client = new HttpClient(connections);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, path))
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static X509Extension Distribution(string url) => CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([url]);
}
