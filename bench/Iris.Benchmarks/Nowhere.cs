using System.IO.Pipelines;

namespace Iris.Benchmarks;

/// <summary>Takes what is written, block after block, and forgets it.</summary>
internal sealed class Nowhere : PipeWriter
{
    private readonly byte[] _block = new byte[4096];

    public override Memory<byte> GetMemory(int sizeHint = 0) => _block;

    public override Span<byte> GetSpan(int sizeHint = 0) => _block;

    public override void Advance(int bytes)
    {
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
