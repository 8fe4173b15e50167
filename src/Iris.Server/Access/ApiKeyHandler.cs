using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Iris.Server.Access;

/// <summary>Knows clients by an API key in the header <c>X-Api-Key</c>.</summary>
internal sealed class ApiKeyHandler(
    ApiKeys keys, IOptionsMonitor<AuthenticationSchemeOptions> options, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, NullLoggerFactory.Instance, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string Name = "ApiKey";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Headers.TryGetValue(ApiKeyText.Header, out var sent))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        // Two headers of the name are no key: they come joined here, by a comma.
        return Task.FromResult(keys.Find(sent.ToString()) is { } key
            ? AuthenticateResult.Success(new(new ClaimsPrincipal(new ClientIdentity(Name, key.Bucket, isAllowed: true)), Name))
            : AuthenticateResult.Fail("There is no such key."));
    }
}
