using System.IO.Pipelines;
using Iris.Memory;
using Iris.Server.Admission;
using Iris.Server.Problems;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Iris.Server.Reading;

/// <summary>Receives the body of a request into native memory. Thread-safe.</summary>
internal sealed class BodyReader(IOptions<RequestOptions> options, TimeProvider time)
{
    private readonly TimeSpan _timeout = options.Value.BodyTimeout;

    /// <summary>Receives a body.</summary>
    /// <returns>Why it cannot be taken; null when it was.</returns>
    /// <exception cref="MemoryBudgetException">There is no memory for it.</exception>
    /// <exception cref="ConnectionResetException">The client is gone.</exception>
    /// <exception cref="BadHttpRequestException">It is not what HTTP allows.</exception>
    public async Task<Problem?> ReadAsync(HttpContext context, GrowingBuffer body)
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
                    return Problem.BodyTooLarge;
                }

                if (result.IsCompleted)
                {
                    return null;
                }

                if (limit.IsCancellationRequested)
                {
                    return Problem.BodyTooSlow;
                }
            }
        }
        catch (IOException exception)
            when (exception is not (BadHttpRequestException or ConnectionResetException) && !context.RequestAborted.IsCancellationRequested)
        {
            // A chunk whose length is no number that there is: the one thing of this kind that Kestrel does not call a bad request.
            return Problem.MalformedHttp;
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
