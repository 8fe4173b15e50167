using Iris.Client;

namespace Iris.Cli.Verification;

/// <summary>What a server says of itself at <c>GET /v1/privacy</c>.</summary>
internal static class PrivacyClaims
{
    private const string Route = "/v1/privacy";

    /// <summary>Asks a server; null when it refuses, for instance because it has no such route.</summary>
    /// <exception cref="VerificationException">It answers something else.</exception>
    public static async Task<PrivacyReport?> AskAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var iris = new IrisClient(client);
        try
        {
            return await iris.GetPrivacyAsync(cancellationToken);
        }
        catch (IrisException)
        {
            return null;
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.InvalidResponse)
        {
            throw new VerificationException($"GET {Route} does not answer as Iris does: is it another server?");
        }
    }

    /// <summary>What a server says of an invariant.</summary>
    /// <param name="report">Its answer, if any.</param>
    /// <param name="id">The invariant.</param>
    /// <param name="isNeeded">Whether silence is a failure: what the kernel enforces nobody else can tell.</param>
    public static IEnumerable<Evidence> About(PrivacyReport? report, string id, bool isNeeded)
    {
        InvariantReport? claim = report?.Invariants.FirstOrDefault(claim => claim.Id == id);
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
