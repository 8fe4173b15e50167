using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Iris.Server.Access;
using Iris.Testing.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Iris.Server.Tests;

/// <summary>HTTPS with a certificate from a file, and the headers that every answer has.</summary>
public sealed class HttpsTests : IDisposable
{
    private readonly AccessFiles _files = new();
    private readonly CertificateAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("pfx")]
    public async Task The_program_ends_https_with_a_certificate_from_a_file(string form)
    {
        using X509Certificate2 certificate = _authority.IssueForServer("CN=localhost");
        await using IrisProcess iris = await IrisProcess.StartAsync([.. Settings(certificate, form), "urls=https://127.0.0.1:0"]);
        using HttpClient client = Trusting(certificate);

        using HttpResponseMessage response = await client.GetAsync(new Uri(iris.Addresses[0], "/health"), TestContext.Current.CancellationToken);

        Assert.Equal("OK", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["max-age=31536000"], response.Headers.GetValues("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("Path=/nowhere/certificate.pem", "/nowhere/certificate.pem")]
    [InlineData("KeyPath=/nowhere/key.pem", "/nowhere/key.pem")]
    public async Task A_file_that_is_not_there_is_told_in_one_line(string setting, string named)
    {
        using X509Certificate2 certificate = _authority.IssueForServer("CN=localhost");
        string[] settings = [.. Settings(certificate, "pem"), $"Kestrel:Certificates:Default:{setting}", "urls=https://127.0.0.1:0"];

        string line = await StartupTests.CannotStartAsync([.. settings.Select(text => $"--{text}")]);

        Assert.Contains(named, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:00:00", "127.0.0.1", "max-age=0")]
    [InlineData("730.00:00:00", "127.0.0.1", "max-age=63072000")]
    [InlineData("1.00:00:00", "localhost", null)]
    public async Task Browsers_are_told_to_stay_with_https(string maxAge, string host, string? expected)
    {
        using X509Certificate2 certificate = _authority.IssueForServer("CN=localhost");
        await using IrisServer server = await IrisServer.StartAsync(
            [.. Settings(certificate, "pem"), "urls=https://127.0.0.1:0", $"Iris:Access:HstsMaxAge={maxAge}"]);
        using HttpClient client = Trusting(certificate);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Client.BaseAddress!, "/stats")) { Headers = { Host = host } };

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.Headers.TryGetValues("Strict-Transport-Security", out var values) ? Assert.Single(values) : null);
    }

    [Theory]
    [InlineData("/health", 200)]
    [InlineData("/stats", 200)]
    [InlineData("/v1/privacy", 200)]
    [InlineData("/nowhere", 404)]
    [InlineData("/v1/nowhere", 404)]
    [InlineData("/compare", 405)]
    public async Task Every_answer_tells_browsers_to_do_nothing_with_it(string path, int status)
    {
        await using IrisServer server = await IrisServer.StartAsync();

        using HttpResponseMessage response = await server.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["no-referrer"], response.Headers.GetValues("Referrer-Policy"));
        Assert.Equal(["no-store"], response.Headers.GetValues("Cache-Control"));
        Assert.Equal(["default-src 'none'; frame-ancestors 'none'"], response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(["same-origin"], response.Headers.GetValues("Cross-Origin-Resource-Policy"));
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_header_that_a_route_sets_stays()
    {
        const string Own = "default-src 'self'";
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAccess(builder.Configuration);
        await using WebApplication app = builder.Build();
        app.UseSecurityHeaders();
        app.MapGet("/", static context =>
        {
            context.Response.Headers.ContentSecurityPolicy = Own;
            return Task.CompletedTask;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient();

        using HttpResponseMessage response = await client.GetAsync(new Uri(app.Urls.First()), TestContext.Current.CancellationToken);

        Assert.Equal([Own], response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }

    private string[] Settings(X509Certificate2 certificate, string form)
    {
        const string Default = "Kestrel:Certificates:Default";
        if (form == "pem")
        {
            using ECDsa key = certificate.GetECDsaPrivateKey()!;
            return
            [
                $"{Default}:Path={_files.Write("certificate.pem", certificate.ExportCertificatePem())}",
                $"{Default}:KeyPath={_files.Write("key.pem", key.ExportPkcs8PrivateKeyPem())}",
            ];
        }

        using (FileStream file = new(_files.PathOf("certificate.pfx"), FileMode.CreateNew))
        {
            file.Write(certificate.Export(X509ContentType.Pfx, "secret"));
        }

        return [$"{Default}:Path={_files.PathOf("certificate.pfx")}", $"{Default}:Password=secret"];
    }

    private static HttpClient Trusting(X509Certificate2 certificate)
    {
        string hash = certificate.GetCertHashString();
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == hash },
        });
    }
}
