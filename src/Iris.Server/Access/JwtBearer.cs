using System.Runtime.InteropServices;
using System.Security.Claims;
using Iris.Server.Admission;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Iris.Server.Access;

/// <summary>Knows clients by tokens of an authority: the framework's handler, told to keep and to tell nothing of a token.</summary>
internal static class JwtBearer
{
    // Only those by which whoever can check a token cannot make one.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public static void AddTokens(this AuthenticationBuilder schemes)
    {
        schemes.AddJwtBearer();
        schemes.Services.AddSingleton<AuthorityKeys>();
        schemes.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<JwtOptions>, Buckets, AuthorityKeys>(
                static (bearer, options, buckets, keys) => Configure(bearer, options.Value, buckets, keys));
    }

    private static void Configure(JwtBearerOptions bearer, JwtOptions options, Buckets buckets, AuthorityKeys keys)
    {
        bearer.Authority = options.Authority;
        bearer.Audience = options.Audience;
        bearer.RequireHttpsMetadata = options.RequireHttpsMetadata;
        bearer.BackchannelTimeout = AuthorityKeys.LongestWait;
        bearer.SaveToken = false;
        bearer.IncludeErrorDetails = false;
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters.ValidAlgorithms = Algorithms;
        bearer.Events = new JwtBearerEvents
        {
            OnMessageReceived = async context =>
            {
                // The handler would call a token invalid whose keys it could not get.
                if (HasToken(context.Request) && !await keys.AreThereAsync(context.Options.ConfigurationManager!, context.HttpContext.RequestAborted))
                {
                    context.Fail(new AuthorityUnreachableException());
                }
            },
            OnTokenValidated = context =>
            {
                ClaimsPrincipal token = context.Principal!;

                // As its bytes are: no copy.
                Bucket bucket = buckets.Of(MemoryMarshal.AsBytes((token.FindFirst("sub")?.Value).AsSpan()));
                bool isAllowed = Has(token, options.RequiredScope, "scope", "scp") && Has(token, options.RequiredRole, "roles", "role");
                context.Principal = new(new ClientIdentity(JwtBearerDefaults.AuthenticationScheme, bucket, isAllowed));
                return Task.CompletedTask;
            },
        };
    }

    // As the handler looks for one: whoever sends a password or nothing does not wait for the authority.
    private static bool HasToken(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith($"{JwtBearerDefaults.AuthenticationScheme} ", StringComparison.OrdinalIgnoreCase);

    // A claim is one word or several with spaces between, or there are several claims.
    private static bool Has(ClaimsPrincipal token, string? required, params ReadOnlySpan<string> types)
    {
        if (string.IsNullOrWhiteSpace(required))
        {
            return true;
        }

        foreach (string type in types)
        {
            if (token.FindAll(type).Any(claim => claim.Value.Split(' ').Contains(required, StringComparer.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
