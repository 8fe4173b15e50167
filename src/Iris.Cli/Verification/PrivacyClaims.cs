using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Iris.Cli.Verification;

/// <summary>What <c>GET /v1/privacy</c> answers.</summary>
internal sealed record PrivacyClaims(bool AllEnforced, string? Platform, IReadOnlyList<PrivacyClaim> Invariants)
{
    private const string Route = "/v1/privacy";

    /// <summary>Asks a server; null when it has no such route.</summary>
    /// <exception cref="VerificationException">It answers something else.</exception>
    public static async Task<PrivacyClaims?> AskAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(Route, UriKind.Relative), cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return null;
        }

        try
        {
            return await response.Content.ReadFromJsonAsync(PrivacyClaimsJson.Default.PrivacyClaims, cancellationToken);
        }
        catch (JsonException)
        {
            throw new VerificationException($"GET {Route} does not answer as Iris does: is it another server?");
        }
    }

    /// <summary>What a server says of an invariant.</summary>
    /// <param name="claims">Its answer, if any.</param>
    /// <param name="id">The invariant.</param>
    /// <param name="isNeeded">Whether silence is a failure: what the kernel enforces nobody else can tell.</param>
    public static IEnumerable<Evidence> About(PrivacyClaims? claims, string id, bool isNeeded)
    {
        PrivacyClaim? claim = claims?.Invariants.FirstOrDefault(claim => claim.Id == id);
        if (claim is null)
        {
            return isNeeded ? [Evidence.Of(false, $"GET {Route} says nothing of it")] : [];
        }

        return
        [
            claim.Enforced
                ? Evidence.Of(true, $"GET {Route} says what enforces it: {string.Join(", ", claim.By)}")
                : Evidence.Of(false, $"GET {Route} says what is missing: {string.Join(", ", claim.Missing)}"),
        ];
    }
}

/// <summary>What a server says of one invariant.</summary>
internal sealed record PrivacyClaim(string Id, bool Enforced, IReadOnlyList<string> By, IReadOnlyList<string> Missing);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PrivacyClaims))]
internal sealed partial class PrivacyClaimsJson : JsonSerializerContext;
