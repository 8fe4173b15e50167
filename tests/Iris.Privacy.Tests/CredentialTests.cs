using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Iris.Server.Access;
using Iris.Testing.Access;
using static Iris.Privacy.Tests.Scans;

namespace Iris.Privacy.Tests;

/// <summary>Invariants P2 and P3 for what clients are known by: keys, tokens and certificates.</summary>
public sealed class CredentialTests : IDisposable
{
    private readonly AccessFiles _files = new();
    private readonly CertificateAuthority _certificates = new();
    private readonly Dictionary<string, byte[]> _traces = [];

    public CredentialTests() => SkipUnlessReadable();

    public void Dispose()
    {
        _certificates.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData("http", "1.1")]
    [InlineData("http", "2.0")]
    [InlineData("https", "1.1")]
    [InlineData("https", "2.0")]
    public async Task After_the_scrub_nothing_is_left_of_credentials_though_the_client_stays_connected(string scheme, string version)
    {
        await using TokenAuthority authority = await TokenAuthority.StartAsync();
        var server = new SelfSignedCertificate(_files.PathOf(""), TimeProvider.System);
        (string key, string entry) = AccessFiles.CreateKey("a");
        _files.WriteKeys(entry);
        await using IrisProcess iris = await IrisProcess.StartAsync(
        [
            _files.KeySetting, .. authority.Settings, "Iris:Access:Jwt:RequiredRole=desk",
            $"Iris:Access:ClientCertificates:TrustedRoots={_files.Write("roots.pem", _certificates.Pem)}",
            "Iris:RateLimit:Enabled=true", "Iris:RateLimit:Burst=1000", "Logging:LogLevel:Default=Trace",
            .. scheme == "https" ? server.Settings : version == "2.0" ? ["Kestrel:EndpointDefaults:Protocols=Http2"] : (string[])[],
        ]);
        using X509Certificate2 trusted = Certificate(_certificates, "trusted");
        using var others = new CertificateAuthority();
        using X509Certificate2 untrusted = Certificate(others, "untrusted");
        using HttpClient client = Client(iris, version, server, certificate: null);
        using HttpClient withTrusted = Client(iris, version, server, trusted);
        using HttpClient withUntrusted = Client(iris, version, server, untrusted);
        string wrongKey = ApiKeyText.Create();
        AddText("key", key[^24..]);
        AddText("wrong key", wrongKey[^24..]);
        _traces["hash of the wrong key"] = Convert.FromHexString(ApiKeyText.HashOf(wrongKey));

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await SendAsync(client, "X-Api-Key", key));
            Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(client, "X-Api-Key", wrongKey));
            Assert.Equal(HttpStatusCode.OK, await SendAsync(client, "Authorization", Token($"valid {i}", "desk")));
            Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(client, "Authorization", Token($"without a role {i}", "other")));
            Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(client, "Authorization", Token($"forged {i}", "desk")[..^4] + "AAAA"));
            if (scheme == "https")
            {
                Assert.Equal(HttpStatusCode.OK, await SendAsync(withTrusted, "X-Api-Key", wrongKey));
                Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(withUntrusted, "X-Api-Key", wrongKey));
            }
        }

        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);
        MemoryScan scan = Scan(iris, _traces);
        string printed = await iris.EndAsync();

        AssertClean(scan);
        Assert.All(_traces, trace => Assert.Equal(-1, Encoding.UTF8.GetBytes(printed).AsSpan().IndexOf(trace.Value)));

        string Token(string kind, string role)
        {
            string subject = Unique(), name = Unique();
            string token = authority.Issue(subject, descriptor =>
            {
                descriptor.Claims["name"] = name;
                descriptor.Claims["roles"] = role;
            });
            string[] parts = token.Split('.');
            AddText($"subject, {kind}", subject);
            AddText($"name, {kind}", name);

            // A piece of base64 that has nothing but the subject.
            int at = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).IndexOf(subject, StringComparison.Ordinal);
            AddText($"subject in base64, {kind}", parts[1].Substring((at + 2) / 3 * 4, 24));
            AddText($"signature, {kind}", parts[2][..24]);
            return "Bearer " + token;
        }
    }

    private X509Certificate2 Certificate(CertificateAuthority authority, string kind)
    {
        string subject = Unique();
        X509Certificate2 certificate = authority.IssueForClient($"CN={subject}");
        AddText($"subject, {kind}", subject);
        _traces[$"serial number, {kind}"] = certificate.SerialNumberBytes.ToArray();
        _traces[$"public key, {kind}"] = certificate.PublicKey.EncodedKeyValue.RawData[^24..];
        return certificate;
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, string header, string value)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri("/compare", UriKind.Relative))
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
            Content = new StringContent("""{"target_url": "data:;base64,", "people": []}""", new MediaTypeHeaderValue("application/json")),
        };
        message.Headers.TryAddWithoutValidation(header, value);
        using HttpResponseMessage response = await client.SendAsync(message, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static HttpClient Client(IrisProcess iris, string version, SelfSignedCertificate server, X509Certificate2? certificate)
    {
        var connections = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => server.Is(shown) } };
        if (certificate is not null)
        {
            connections.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        }

        return new HttpClient(connections)
        {
            BaseAddress = iris.Client.BaseAddress,
            DefaultRequestVersion = Version.Parse(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    private static string Unique() => Convert.ToHexString(RandomNumberGenerator.GetBytes(12));

    private void AddText(string name, string text)
    {
        _traces[name] = Encoding.UTF8.GetBytes(text);
        _traces[name + " in UTF-16"] = Encoding.Unicode.GetBytes(text);
    }
}
