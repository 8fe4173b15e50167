using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Iris.Cli.Verification;

/// <summary>A certificate that a server is to end HTTPS with, good for a day, in files for it to read.</summary>
internal sealed class SelfSignedCertificate
{
    private readonly string _hash;

    /// <summary>Makes one.</summary>
    /// <param name="folder">Where the files go. The caller removes it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="extensions">What it has beside its name.</param>
    public SelfSignedCertificate(string folder, TimeProvider time, params X509Extension[] extensions)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        foreach (X509Extension extension in extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        DateTimeOffset now = time.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        _hash = certificate.GetCertHashString();
        Settings =
        [
            "Kestrel:Endpoints:Https:Url=https://127.0.0.1:0",
            $"Kestrel:Endpoints:Https:Certificate:Path={Write(folder, "certificate.pem", certificate.ExportCertificatePem())}",
            $"Kestrel:Endpoints:Https:Certificate:KeyPath={Write(folder, "key.pem", key.ExportPkcs8PrivateKeyPem())}",
        ];
    }

    /// <summary>What has a server listen for HTTPS with it, on a free loopback port.</summary>
    public string[] Settings { get; }

    /// <summary>Whether a certificate that a server shows is this one.</summary>
    public bool Is(X509Certificate? shown) => shown?.GetCertHashString() == _hash;

    private static string Write(string folder, string name, string text)
    {
        string path = Path.Combine(folder, name);
        using var writer = new StreamWriter(path);
        writer.Write(text);
        return path;
    }
}
