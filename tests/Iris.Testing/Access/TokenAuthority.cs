using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Iris.Testing.Access;

/// <summary>A small authority that issues tokens and publishes its keys, as OpenID Connect has it, on a free loopback port.</summary>
public sealed class TokenAuthority : IAsyncDisposable
{
    /// <summary>What its tokens are meant for.</summary>
    public const string Audience = "iris";

    private readonly WebApplication _app;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private int _asked;

    private TokenAuthority()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () =>
        {
            Interlocked.Increment(ref _asked);
            return IsOut
                ? Results.StatusCode(StatusCodes.Status500InternalServerError)
                : Results.Text($$"""{"issuer": "{{Url}}", "jwks_uri": "{{Url}}/keys"}""", "application/json");
        });
        _app.MapGet("/keys", () =>
        {
            ECParameters key = _key.ExportParameters(includePrivateParameters: false);
            return Results.Text(
                $$"""
                {"keys": [{"kty": "EC", "use": "sig", "alg": "ES256", "kid": "1", "crv": "P-256",
                "x": "{{Base64UrlEncoder.Encode(key.Q.X)}}", "y": "{{Base64UrlEncoder.Encode(key.Q.Y)}}"}]}
                """,
                "application/json");
        });
    }

    /// <summary>Whether it is out of order.</summary>
    public bool IsOut { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Asked => _asked;

    /// <summary>Where it is.</summary>
    public string Url => _app.Urls.First();

    /// <summary>What a server is told to accept its tokens.</summary>
    public string[] Settings =>
    [
        $"Iris:Access:Jwt:Authority={Url}", $"Iris:Access:Jwt:Audience={Audience}", "Iris:Access:Jwt:RequireHttpsMetadata=false",
    ];

    /// <summary>Starts one.</summary>
    public static async Task<TokenAuthority> StartAsync()
    {
        var authority = new TokenAuthority();
        await authority._app.StartAsync();
        return authority;
    }

    /// <summary>Issues a token.</summary>
    /// <param name="subject">For whom.</param>
    /// <param name="change">What is different from a valid one.</param>
    public string Issue(string subject, Action<SecurityTokenDescriptor>? change = null)
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new SecurityTokenDescriptor
        {
            Issuer = Url,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now.AddMinutes(-1),
            Expires = now.AddHours(1),
            Claims = new Dictionary<string, object> { ["sub"] = subject },
            SigningCredentials = new(new ECDsaSecurityKey(_key) { KeyId = "1" }, SecurityAlgorithms.EcdsaSha256),
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _key.Dispose();
    }
}
