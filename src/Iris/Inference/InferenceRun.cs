using Microsoft.ML.OnnxRuntime;

namespace Iris.Inference;

/// <summary>
/// The network runs made for one picture. Cancelling its token ends the run under way between two of the network's operations.
/// Not thread-safe.
/// </summary>
internal sealed class InferenceRun : IDisposable
{
    private readonly CancellationTokenRegistration _registration;

    public InferenceRun(CancellationToken cancellationToken)
    {
        CancellationToken = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, Options);
    }

    public CancellationToken CancellationToken { get; }

    internal RunOptions Options { get; } = new();

    public void Dispose()
    {
        // Waits for a callback under way, so that it never sees freed options.
        _registration.Dispose();
        Options.Dispose();
    }
}
