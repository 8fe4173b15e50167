using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Iris.Server.Privacy;

/// <summary>
/// What a connection receives: zeroed where it lies as soon as it was read, whatever else the block is used for. Like every reader for one
/// thread at a time.
/// </summary>
/// <remarks>
/// A block is given back, and zeroed by <see cref="ZeroingMemoryPool"/>, when all of it was read, unless the connection is to receive more
/// into it: the beginning of the client's next request, or nothing. .NET wakes a socket that waits for bytes also for such as were received
/// already, under load about once in a hundred bodies that come in pieces; Kestrel then keeps the block until the next ones come.
/// </remarks>
internal sealed class ZeroingReader(PipeReader received) : PipeReader
{
    private ReadOnlySequence<byte> _read;

    /// <summary>Has everything zeroed that is read from the connections to an endpoint.</summary>
    public static void ReadFrom(ListenOptions endpoint) => endpoint.Use(static next => async connection =>
    {
        IDuplexPipe transport = connection.Transport;
        try
        {
            connection.Transport = new Transport(new ZeroingReader(transport.Input), transport.Output);
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    });

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ReadResult result = await received.ReadAsync(cancellationToken);
        _read = result.Buffer;
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        bool isRead = received.TryRead(out result);
        _read = result.Buffer;
        return isRead;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_read.IsEmpty)
        {
            foreach (ReadOnlyMemory<byte> piece in _read.Slice(_read.Start, consumed))
            {
                CryptographicOperations.ZeroMemory(MemoryMarshal.AsMemory(piece).Span);
            }
        }

        _read = default;
        received.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => received.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        _read = default;
        received.Complete(exception);
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
