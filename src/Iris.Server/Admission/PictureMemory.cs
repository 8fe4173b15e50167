using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>The memory for decoded pictures. Who finds too little of it waits, first come, first served. Thread-safe.</summary>
internal sealed class PictureMemory(IOptions<CapacityOptions> options) : IDisposable
{
    private const int Unit = 1024;

    private readonly ConcurrencyLimiter _units = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = (int)Math.Min(int.MaxValue, options.Value.DecodedBytes / Unit),
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for memory; disposing the result gives it back.</summary>
    /// <param name="bytes">How much: no more than the whole, which is checked when the server starts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<IDisposable> ReserveAsync(long bytes, CancellationToken cancellationToken) =>
        await _units.AcquireAsync((int)((bytes + Unit - 1) / Unit), cancellationToken);

    public void Dispose() => _units.Dispose();
}
