using System.IO.Pipelines;
using Iris.Memory;
using Iris.Server.Admission;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>What became of receiving a body.</summary>
internal enum BodyOutcome
{
    Complete,

    /// <summary>It has more bytes than allowed.</summary>
    TooLarge,

    /// <summary>It took longer than allowed.</summary>
    TooSlow,

    /// <summary>It is not what HTTP allows.</summary>
    Improper,
}

/// <summary>Receives the body of a request into native memory. Thread-safe.</summary>
internal sealed class BodyReader(IOptions<RequestOptions> options, TimeProvider time)
{
    private readonly TimeSpan _timeout = options.Value.BodyTimeout;

    /// <summary>Receives a body.</summary>
    /// <exception cref="MemoryBudgetException">There is no memory for it.</exception>
    /// <exception cref="ConnectionResetException">The client is gone.</exception>
    /// <exception cref="BadHttpRequestException">It is not what HTTP allows.</exception>
    public async Task<BodyOutcome> ReadAsync(HttpContext context, GrowingBuffer body)
    {
        PipeReader reader = context.Request.BodyReader;

        // Kestrel ends the read when the client is gone; cancelling it as well makes Kestrel log an error.
        using var limit = new CancellationTokenSource(_timeout, time);
        using CancellationTokenRegistration onLimit = limit.Token.Register(static read => ((PipeReader)read!).CancelPendingRead(), reader);
        try
        {
            while (true)
            {
                ReadResult result = await reader.ReadAsync();
                if (!TryTake(reader, result, body))
                {
                    return BodyOutcome.TooLarge;
                }

                if (result.IsCompleted)
                {
                    return BodyOutcome.Complete;
                }

                if (limit.IsCancellationRequested)
                {
                    return BodyOutcome.TooSlow;
                }
            }
        }
        catch (IOException exception)
            when (exception is not (BadHttpRequestException or ConnectionResetException) && !context.RequestAborted.IsCancellationRequested)
        {
            // A chunk whose length is no number that there is: the one thing of this kind that Kestrel does not call a bad request.
            return BodyOutcome.Improper;
        }
    }

    private static bool TryTake(PipeReader reader, in ReadResult result, GrowingBuffer body)
    {
        try
        {
            return body.TryAppend(result.Buffer);
        }
        finally
        {
            reader.AdvanceTo(result.Buffer.End);
        }
    }
}
