using Iris.Memory;
using Iris.Server.Admission;
using Iris.Server.Fetching;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>Gets a picture of a request, from its <c>data:</c> URI or over HTTP, and finds the faces in it. Thread-safe.</summary>
internal sealed class PictureReader(
    FaceComparer comparer, PictureFetcher fetcher, FairGate cores, PictureMemory memory, IOptions<CapacityOptions> options, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(800);

    private readonly TimeSpan _timeout = options.Value.PictureTimeout;

    /// <summary>Finds the faces of a picture of a request, when it is its turn.</summary>
    /// <param name="request">The request.</param>
    /// <param name="image">The picture's URI.</param>
    /// <param name="visit">The request's part in the server's capacity.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The faces, which the caller releases; null when the picture cannot be had, or takes too long.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="MemoryBudgetException">There is no memory for a picture to be fetched.</exception>
    public async Task<PictureFaces?> FindFacesAsync(
        CompareRequest request, Utf8Slice image, Capacity.Visit visit, CancellationToken cancellationToken)
    {
        if (DataUri.IsDataUri(request[image]))
        {
            using FairGate.Place core = await cores.EnterAsync(visit.Line, cancellationToken);
            return DataUri.TryDecodeInPlace(request[image], out Range picture)
                ? await FindFacesAsync(request.Memory(image)[picture], cancellationToken)
                : null;
        }

        try
        {
            return await FetchAndFindFacesAsync(request, image, visit, cancellationToken);
        }
        catch (MemoryBudgetException)
        {
            return await RetryAsync(request, image, visit, cancellationToken);
        }
    }

    // Side by side the pictures of a request may need more memory than there is, and one after the other not. Nobody waits with memory in
    // hand, so that those who wait do not wait for each other.
    private async Task<PictureFaces?> RetryAsync(
        CompareRequest request, Utf8Slice image, Capacity.Visit visit, CancellationToken cancellationToken)
    {
        await visit.OneByOne.WaitAsync(cancellationToken);
        try
        {
            for (TimeSpan pause = ShortestPause; pause <= LongestPause; pause *= 2)
            {
                await Task.Delay(pause, time, cancellationToken);
                try
                {
                    return await FetchAndFindFacesAsync(request, image, visit, cancellationToken);
                }
                catch (MemoryBudgetException)
                {
                    // Others still hold it.
                }
            }

            return await FetchAndFindFacesAsync(request, image, visit, cancellationToken);
        }
        finally
        {
            visit.OneByOne.Release();
        }
    }

    private async Task<PictureFaces?> FetchAndFindFacesAsync(
        CompareRequest request, Utf8Slice image, Capacity.Visit visit, CancellationToken cancellationToken)
    {
        using GrowingBuffer fetched = fetcher.CreateBuffer(visit.Memory);
        if (await fetcher.FetchAsync(request.Memory(image), fetched, visit.Client, cancellationToken) != FetchOutcome.Fetched)
        {
            return null;
        }

        using (await cores.EnterAsync(visit.Line, cancellationToken))
        {
            return await FindFacesAsync(fetched.WrittenMemory, cancellationToken);
        }
    }

    // Memory is waited for with a core in hand: those who have it have one too, and give both back by themselves.
    private async Task<PictureFaces?> FindFacesAsync(ReadOnlyMemory<byte> picture, CancellationToken cancellationToken)
    {
        using IDisposable pixels = await memory.ReserveAsync(comparer.MeasureDecode(picture.Span), cancellationToken);
        using var limit = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return comparer.FindFaces(picture.Span, cancellationToken: either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
