using Iris.Memory;
using Iris.Server.Admission;
using Iris.Server.Fetching;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>Gets a picture of a request, from its <c>data:</c> URI or over HTTP, and finds the faces in it. Thread-safe.</summary>
internal sealed class PictureReader(
    FaceComparer comparer, PictureFetcher fetcher, FairGate cores, PictureMemory memory, IOptions<CapacityOptions> options, TimeProvider time)
{
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

        using GrowingBuffer fetched = fetcher.CreateBuffer(visit.Memory);
        if (await fetcher.FetchAsync(request.Memory(image), fetched, cancellationToken) != FetchOutcome.Fetched)
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
            return comparer.FindFaces(picture.Span, FaceSelection.Largest, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
