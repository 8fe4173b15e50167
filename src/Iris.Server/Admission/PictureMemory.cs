using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>The memory for decoded pictures. Who finds too little of it waits, first come, first served. Thread-safe.</summary>
internal sealed class PictureMemory(IOptions<CapacityOptions> options) : IDisposable
{
    private const int Unit = 1024;

    private readonly int _all = UnitsOf(options.Value.DecodedBytes);

    private readonly ConcurrencyLimiter _units = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = UnitsOf(options.Value.DecodedBytes),
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>How much memory decoded pictures have, rounded up.</summary>
    public long ReservedBytes => (_all - _units.GetStatistics()!.CurrentAvailablePermits) * Unit;

    /// <summary>Waits for memory; disposing the result gives it back.</summary>
    /// <param name="bytes">How much: no more than the whole, which is checked when the server starts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<IDisposable> ReserveAsync(long bytes, CancellationToken cancellationToken) =>
        await _units.AcquireAsync(UnitsOf(bytes), cancellationToken);

    public void Dispose() => _units.Dispose();

    // Rounded up on both sides, so that what is as large as the whole fits.
    private static int UnitsOf(long bytes) => (int)Math.Min(int.MaxValue, (bytes + Unit - 1) / Unit);
}
