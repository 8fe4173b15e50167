using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Iris.Server.Access;

/// <summary>Knows clients by the certificate that their connection has shown.</summary>
internal sealed class ClientCertificateHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, NullLoggerFactory.Instance, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string Name = "ClientCertificate";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(ClientCertificates.Of(Context) is { } client
        ? AuthenticateResult.Success(new(new ClaimsPrincipal(client), Name))
        : AuthenticateResult.NoResult());
}
