using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Iris.Privacy.Tests;

/// <summary>A certificate of the test's, in a file for the server to read.</summary>
internal sealed class ServerCertificate : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iris-certificate-");
    private readonly string _hash;

    public ServerCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        _hash = certificate.GetCertHashString();
        using FileStream file = new FileInfo(Path.Combine(_folder.FullName, "server.pfx")).Create();
        file.Write(certificate.Export(X509ContentType.Pfx));
        Settings = ["Kestrel:Endpoints:Https:Url=https://127.0.0.1:0", $"Kestrel:Endpoints:Https:Certificate:Path={file.Name}"];
    }

    /// <summary>What has a server end HTTPS with the certificate.</summary>
    public string[] Settings { get; }

    /// <summary>Whether a certificate that a server shows is this one.</summary>
    public bool Is(X509Certificate? shown) => shown?.GetCertHashString() == _hash;

    public void Dispose() => _folder.Delete(recursive: true);
}
