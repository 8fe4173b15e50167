namespace Iris.Server;

/// <summary>
/// For a second server beside the real one: the framework's own would take a signal to end the program for one to end that server alone.
/// </summary>
internal sealed class NoSignals : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
