using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Iris.Server.Access;

/// <summary>
/// Waits for the keys that an authority signs tokens with, which are fetched at the first token and then kept. After a fetch that failed nobody
/// waits for another one for a while: who sends tokens, good or bad, must not tie up connections for as long as the authority is away. Thread-safe.
/// </summary>
internal sealed class AuthorityKeys(TimeProvider time)
{
    /// <summary>How long a request waits for the keys.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>For how long after a failure nobody waits.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // 0 for never; only then a request waits.
    private long _failed;

    /// <summary>Whether the keys are there, perhaps after a wait.</summary>
    /// <param name="keys">What fetches and keeps them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<bool> AreThereAsync(
        IConfigurationManager<OpenIdConnectConfiguration> keys, CancellationToken cancellationToken)
    {
        long failed = Volatile.Read(ref _failed);
        if (failed != 0 && time.GetElapsedTime(failed) < Pause)
        {
            return false;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestWait);
        try
        {
            await keys.GetConfigurationAsync(limit.Token).WaitAsync(limit.Token);
            Volatile.Write(ref _failed, 0);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            Volatile.Write(ref _failed, time.GetTimestamp());
            return false;
        }
    }
}
