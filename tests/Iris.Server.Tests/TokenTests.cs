using System.Net;
using System.Security.Cryptography;
using Iris.Server.Access;
using Iris.Testing.Access;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Iris.Server.Tests;

/// <summary>Tokens of an authority, which is asked over HTTP as it would be in service.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task A_token_of_the_authority_lets_in()
    {
        await using TokenAuthority authority = await TokenAuthority.StartAsync();
        await using IrisServer server = await IrisServer.StartAsync(authority.Settings);

        Assert.Equal(0, authority.Asked);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, authority.Issue("a")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, authority.Issue("b")));
        Assert.Equal(1, authority.Asked);
    }

    [Fact]
    public async Task Any_other_token_is_refused_without_a_word_of_it()
    {
        await using TokenAuthority authority = await TokenAuthority.StartAsync();
        await using TokenAuthority other = await TokenAuthority.StartAsync();
        await using IrisServer server = await IrisServer.StartAsync(authority.Settings);
        string good = authority.Issue("a");
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        string[] wrong =
        [
            "", "x", "x.y.z", good[..^4] + "AAAA", good[..good.LastIndexOf('.')] + ".",
            other.Issue("a"),
            other.Issue("a", token => token.Issuer = authority.Url),
            authority.Issue("a", token => token.Issuer = "https://other.example"),
            authority.Issue("a", token => token.Audience = "other"),
            authority.Issue("a", token => token.Audience = null),
            authority.Issue("a", token => token.Expires = now.AddMinutes(-10)),
            authority.Issue("a", token => token.Expires = null),
            authority.Issue("a", token => token.NotBefore = now.AddMinutes(10)),
            authority.Issue("a", token => token.SigningCredentials = null),
            authority.Issue("a", token => token.SigningCredentials = new(
                new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)) { KeyId = "1" }, SecurityAlgorithms.HmacSha256)),
        ];

        foreach (string token in wrong)
        {
            using HttpResponseMessage response = await SendAsync(server, token);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.StartsWith("Bearer", Assert.Single(response.Headers.GetValues("WWW-Authenticate")), StringComparison.Ordinal);
            Assert.DoesNotContain("other", string.Concat(response.Headers.Concat(response.Content.Headers).SelectMany(header => header.Value)), StringComparison.Ordinal);
        }

        using HttpResponseMessage invalid = await SendAsync(server, wrong[^1]);
        using HttpResponseMessage none = await server.Client.GetAsync(new Uri("/stats", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(["Bearer error=\"invalid_token\""], invalid.Headers.GetValues("WWW-Authenticate"));
        Assert.Equal(["Bearer"], none.Headers.GetValues("WWW-Authenticate"));
    }

    [Theory]
    [InlineData("RequiredScope=compare", "scope", "other compare", HttpStatusCode.OK)]
    [InlineData("RequiredScope=compare", "scp", "compare", HttpStatusCode.OK)]
    [InlineData("RequiredScope=compare", "scope", "compare-all Compare", HttpStatusCode.Forbidden)]
    [InlineData("RequiredScope=compare", "roles", "compare", HttpStatusCode.Forbidden)]
    [InlineData("RequiredRole=desk", "roles", "desk", HttpStatusCode.OK)]
    [InlineData("RequiredRole=desk", "role", "desk", HttpStatusCode.OK)]
    [InlineData("RequiredRole=desk", "scope", "desk", HttpStatusCode.Forbidden)]
    public async Task A_token_needs_the_scope_and_the_role_that_are_required(string setting, string claim, string value, HttpStatusCode expected)
    {
        await using TokenAuthority authority = await TokenAuthority.StartAsync();
        await using IrisServer server = await IrisServer.StartAsync([.. authority.Settings, $"Iris:Access:Jwt:{setting}"]);

        Assert.Equal(expected, await StatusAsync(server, authority.Issue("a", token => token.Claims[claim] = value)));
        Assert.Equal(expected, await StatusAsync(server, authority.Issue("a", token => token.Claims[claim] = value.Split(' '))));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, authority.Issue("a")));
    }

    [Fact]
    public async Task What_is_no_token_does_not_wait_for_the_authority()
    {
        await using TokenAuthority authority = await TokenAuthority.StartAsync();
        await using IrisServer server = await IrisServer.StartAsync(authority.Settings);
        authority.IsOut = true;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/stats", UriKind.Relative)) { Headers = { { "Authorization", "Basic eDp5" } } };

        using HttpResponseMessage refused = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(0, authority.Asked);
    }

    [Fact]
    public async Task While_the_authority_cannot_be_reached_the_client_is_told_so()
    {
        await using TokenAuthority authority = await TokenAuthority.StartAsync();
        await using IrisServer server = await IrisServer.StartAsync(authority.Settings);
        authority.IsOut = true;

        using HttpResponseMessage refused = await SendAsync(server, authority.Issue("a"), "/v1/privacy");
        using HttpResponseMessage none = await server.Client.GetAsync(new Uri("/stats", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.True(refused.Headers.Contains("Retry-After"));
        Assert.Contains(
            "urn:iris:problem:authority-unreachable",
            await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);

        // As soon as it is back.
        authority.IsOut = false;
        while (await StatusAsync(server, authority.Issue("a")) != HttpStatusCode.OK)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task After_a_try_that_failed_nobody_waits_for_the_authority_for_a_while()
    {
        await using TokenAuthority authority = await TokenAuthority.StartAsync();
        var time = new FakeTimeProvider();
        await using IrisServer server = await IrisServer.StartAsync(time, authority.Settings);
        authority.IsOut = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(server, authority.Issue("a")));
        authority.IsOut = false;
        int asked = authority.Asked;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(server, authority.Issue("a")));
        Assert.Equal(asked, authority.Asked);

        time.Advance(AuthorityKeys.Pause);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, authority.Issue("a")));
    }

    [Fact]
    public async Task Where_nobody_is_asked_for_credentials_the_authority_is_not_asked_either()
    {
        await using TokenAuthority authority = await TokenAuthority.StartAsync();
        await using IrisServer server = await IrisServer.StartAsync(authority.Settings);

        using HttpResponseMessage alive = await SendAsync(server, authority.Issue("a"), "/health/live");

        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.Equal(0, authority.Asked);
    }

    [Fact]
    public async Task One_of_several_kinds_of_credentials_is_enough()
    {
        using var files = new AccessFiles();
        (string key, string entry) = AccessFiles.CreateKey("a");
        files.WriteKeys(entry);
        await using TokenAuthority authority = await TokenAuthority.StartAsync();
        await using IrisServer server = await IrisServer.StartAsync([.. authority.Settings, "Iris:Access:Jwt:RequiredRole=desk", files.KeySetting]);
        string allowed = authority.Issue("a", token => token.Claims["roles"] = "desk"), forbidden = authority.Issue("a");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, allowed));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, allowed, key));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, allowed, "wrong"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "wrong", key));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, forbidden, key));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, forbidden, "wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "wrong", "wrong"));

        // While the authority is out, keys still open.
        await using IrisServer other = await IrisServer.StartAsync([.. authority.Settings, files.KeySetting]);
        authority.IsOut = true;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(other, allowed, key));
        using HttpResponseMessage none = await other.Client.GetAsync(new Uri("/stats", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(["ApiKey header=\"X-Api-Key\"", "Bearer"], none.Headers.GetValues("WWW-Authenticate"));
    }

    private static async Task<HttpStatusCode> StatusAsync(IrisServer server, string token, string? key = null)
    {
        using HttpResponseMessage response = await SendAsync(server, token, key: key);
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(IrisServer server, string token, string path = "/stats", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
