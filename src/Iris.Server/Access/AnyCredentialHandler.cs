using System.Text.Encodings.Web;
using Iris.Server.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Iris.Server.Access;

/// <summary>
/// Lets in whoever one of the configured schemes lets in. The framework's authorization can ask several schemes, too, but only after the limit
/// on requests, which has to know whose request it is.
/// </summary>
internal sealed class AnyCredentialHandler(
    IAuthenticationSchemeProvider schemes,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, NullLoggerFactory.Instance, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string Name = "Any";

    private bool _isAuthorityUnreachable;
    private bool _isTokenInvalid;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        AuthenticateResult best = AuthenticateResult.NoResult();

        // Where nobody is asked who they are, probes among it, nobody waits for an authority.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return best;
        }

        foreach (AuthenticationScheme scheme in await OthersAsync())
        {
            AuthenticateResult result = await Context.AuthenticateAsync(scheme.Name);
            _isAuthorityUnreachable |= result.Failure is AuthorityUnreachableException;
            _isTokenInvalid |= result.Failure is not null && scheme.Name == JwtBearerDefaults.AuthenticationScheme;
            if (result.Principal?.Identity is ClientIdentity client)
            {
                best = result;
                if (client.IsAllowed)
                {
                    break;
                }
            }
        }

        return best;
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_isAuthorityUnreachable)
        {
            await Context.RefuseAsync(Problem.AuthorityUnreachable);
            return;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = (await OthersAsync()).Select(scheme => scheme.Name switch
        {
            ApiKeyHandler.Name => $"{ApiKeyHandler.Name} header=\"{ApiKeyText.Header}\"",
            JwtBearerDefaults.AuthenticationScheme when _isTokenInvalid => $"{scheme.Name} error=\"invalid_token\"",
            _ => scheme.Name,
        }).ToArray();
    }

    private async Task<IEnumerable<AuthenticationScheme>> OthersAsync() =>
        (await schemes.GetAllSchemesAsync()).Where(static scheme => scheme.Name != Name);
}
