using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Iris.Server.Admission;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace Iris.Server.Access;

/// <summary>
/// Asks clients for a certificate where Iris ends HTTPS, and looks at it once for each connection. Whoever has none, or a wrong one, is told by
/// the answer to a request rather than by a broken handshake: other credentials may let it in. Thread-safe.
/// </summary>
internal sealed class ClientCertificates
{
    // Where a connection says what its handshake has shown.
    private const string Identity = "Iris.ClientIdentity";

    private static readonly TimeSpan LongestFetch = TimeSpan.FromSeconds(5);

    private readonly X509ChainPolicy _trust;
    private readonly bool _checksRevocation;
    private readonly HashSet<string> _subjects;
    private readonly Buckets _buckets;

    /// <exception cref="InvalidDataException">The file of trusted authorities cannot be read.</exception>
    public ClientCertificates(IOptions<ClientCertificateOptions> options, Buckets buckets)
    {
        _trust = Trust(options.Value.TrustedRoots!);
        _checksRevocation = options.Value.CheckRevocation;
        _subjects = [.. options.Value.Subjects];
        _buckets = buckets;
    }

    /// <summary>Asks for certificates on the endpoints with HTTPS.</summary>
    public void Ask(HttpsConnectionAdapterOptions https)
    {
        // Not by the web server's ClientCertificateMode: its callback is not told which connection it is about.
        https.OnAuthenticate = (connection, ssl) =>
        {
            ssl.ClientCertificateRequired = true;
            ssl.CertificateChainPolicy = _trust.Clone();

            // A session that is resumed would keep its certificate in memory, and be asked for nothing.
            ssl.AllowTlsResume = false;

            // The connection is let in; whether its requests are, the handler of the scheme decides by what is noted here.
#pragma warning disable CA5359
            ssl.RemoteCertificateValidationCallback = (_, shown, _, errors) =>
            {
                if (shown is X509Certificate2 certificate && errors == SslPolicyErrors.None && !IsRevoked(certificate))
                {
                    connection.Items[Identity] = Identify(certificate);
                }

                return true;
            };
#pragma warning restore CA5359
        };
    }

    /// <summary>Whose certificate the connection of a request has shown, if it is one that is trusted.</summary>
    public static ClientIdentity? Of(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items
            .TryGetValue(Identity, out object? identity) == true ? (ClientIdentity?)identity : null;

    private ClientIdentity Identify(X509Certificate2 certificate)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        certificate.TryGetCertHash(HashAlgorithmName.SHA256, hash, out _);
        bool isAllowed = _subjects.Count == 0 || _subjects.Contains(certificate.SubjectName.Name);
        return new ClientIdentity(ClientCertificateHandler.Name, _buckets.Of(hash), isAllowed);
    }

    // Only of a certificate that is trusted otherwise: anybody can write into one which address its list is to be fetched from.
    private bool IsRevoked(X509Certificate2 certificate)
    {
        if (!_checksRevocation)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy = _trust.Clone();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.Online;
        chain.ChainPolicy.UrlRetrievalTimeout = LongestFetch;
        return !chain.Build(certificate);
    }

    // Issuers that the client has not sent are not fetched, from wherever its certificate says that they are.
    private static X509ChainPolicy Trust(string path)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
            RevocationFlag = X509RevocationFlag.ExcludeRoot,
            ApplicationPolicy = { new Oid("1.3.6.1.5.5.7.3.2", "Client Authentication") },
        };
        const string Setting = $"{ClientCertificateOptions.Section}:{nameof(ClientCertificateOptions.TrustedRoots)}";
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidDataException($"{Setting}: {exception.Message}", exception);
        }

        return policy.CustomTrustStore.Count > 0 ? policy : throw new InvalidDataException($"{Setting}: there is no certificate in {path}.");
    }
}
