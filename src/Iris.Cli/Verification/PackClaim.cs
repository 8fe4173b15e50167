using Iris.Client;
using Iris.Models;

namespace Iris.Cli.Verification;

/// <summary>Which model pack a server says that it compares with: what is computed is looked for as one pack computes it.</summary>
internal static class PackClaim
{
    private const string Route = "/v1/faces";

    /// <summary>Has a server find the face of the canaries, and requires that it does so with a pack.</summary>
    /// <param name="client">Asks.</param>
    /// <param name="expected">The manifest of the pack.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="VerificationException">It compares with another pack, or does not say.</exception>
    public static async Task RequireAsync(HttpClient client, ModelManifest expected, CancellationToken cancellationToken)
    {
        (string name, string version) = await AskAsync(client, cancellationToken);
        if ((name, version) != (expected.Name, expected.Version))
        {
            throw new VerificationException(
                $"The server compares with the model pack {name} {version}, not with {expected.Name} {expected.Version}: give the folder of its pack with --models.");
        }
    }

    private static async Task<(string Name, string Version)> AskAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var iris = new IrisClient(client);
        try
        {
            FacesAnswer answer = await iris.FindFacesAsync(PictureSource.FromBytes(CanaryRequest.Face), cancellationToken: cancellationToken);
            return (answer.Model.Name, answer.Model.Version);
        }
        catch (IrisException exception)
        {
            throw new VerificationException(
                $"The server does not say which model pack it compares with (POST {Route}, status {exception.Problem.Status}): is it Iris, and may anybody ask it?");
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.InvalidResponse)
        {
            throw new VerificationException($"POST {Route} is not answered as Iris does: is it another server?");
        }
    }
}
