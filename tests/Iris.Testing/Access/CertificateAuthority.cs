using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Iris.Testing.Access;

/// <summary>An authority that issues certificates for a test, good for a day.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");

    private readonly X509Certificate2 _root;

    /// <summary>Makes one.</summary>
    public CertificateAuthority(string name = "CN=Test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        (DateTimeOffset from, DateTimeOffset until) = Validity;
        _root = request.CreateSelfSigned(from.AddHours(-1), until.AddHours(1));
    }

    /// <summary>What trusts it.</summary>
    public string Pem => _root.ExportCertificatePem();

    private static (DateTimeOffset From, DateTimeOffset Until) Validity
    {
        get
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            return (now.AddHours(-1), now.AddDays(1));
        }
    }

    /// <summary>Issues a certificate for a client, with its key.</summary>
    /// <param name="subject">For whom.</param>
    /// <param name="extensions">What it has beside its name and use.</param>
    public X509Certificate2 IssueForClient(string subject, params X509Extension[] extensions) => Issue(subject, ClientUse, Validity, extensions);

    /// <summary>Issues one that was valid until an hour ago.</summary>
    public X509Certificate2 IssueExpired(string subject) => Issue(subject, ClientUse, (Validity.From.AddMinutes(-30), Validity.From), []);

    /// <summary>Issues one for a server.</summary>
    public X509Certificate2 IssueForServer(string subject, params X509Extension[] extensions) => Issue(subject, ServerUse, Validity, extensions);

    /// <summary>A list of revoked certificates.</summary>
    public byte[] Revoke(params X509Certificate2[] revoked)
    {
        var list = new CertificateRevocationListBuilder();
        Array.ForEach(revoked, certificate => list.AddEntry(certificate));
        return list.Build(_root, 1, Validity.Until, HashAlgorithmName.SHA256);
    }

    /// <summary>Frees its key.</summary>
    public void Dispose() => _root.Dispose();

    private X509Certificate2 Issue(string subject, Oid use, (DateTimeOffset From, DateTimeOffset Until) validity, X509Extension[] extensions)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([use], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, true, false));
        Array.ForEach(extensions, request.CertificateExtensions.Add);
        using X509Certificate2 certificate = request.Create(_root, validity.From, validity.Until, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }
}
