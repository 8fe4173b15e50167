using Iris.Memory;
using Iris.Server.Admission;
using Iris.Server.Fetching;
using Iris.Server.Reading;
using Iris.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>Gets a picture of a request, from its <c>data:</c> URI or over HTTP, and finds the faces in it. Thread-safe.</summary>
internal sealed class PictureReader(
    FaceComparer comparer,
    PictureFetcher fetcher,
    FairGate cores,
    PictureMemory memory,
    IOptions<CapacityOptions> options,
    TimeProvider time,
    IrisMetrics metrics)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(800);

    private readonly TimeSpan _timeout = options.Value.PictureTimeout;

    /// <summary>Finds the faces of a picture of a request, when it is its turn.</summary>
    /// <param name="request">The request.</param>
    /// <param name="image">The picture.</param>
    /// <param name="search">What is looked for.</param>
    /// <param name="visit">The request's part in the server's capacity.</param>
    /// <param name="yields">
    /// Whether the caller goes on as soon as the picture stands in line, and the work is done on another thread of the pool; otherwise it is
    /// done on the caller's when it is its turn at once.
    /// </param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What became of it, which the caller releases.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="MemoryBudgetException">There is no memory for a picture to be fetched.</exception>
    public async ValueTask<ReadPicture> FindFacesAsync(
        CompareRequest request,
        CompareRequest.Image image,
        FaceSearch search,
        Capacity.Visit visit,
        bool yields,
        CancellationToken cancellationToken)
    {
        ReadPicture picture = await ReadAsync(request, image, search, visit, yields, cancellationToken);
        metrics.PictureEnded(picture.Outcome);
        return picture;
    }

    private async ValueTask<ReadPicture> ReadAsync(
        CompareRequest request,
        CompareRequest.Image image,
        FaceSearch search,
        Capacity.Visit visit,
        bool yields,
        CancellationToken cancellationToken)
    {
        if (image.IsFile || DataUri.IsDataUri(request[image.Slice]))
        {
            using FairGate.Place core = await cores.EnterAsync(visit.Line, cancellationToken);
            if (yields)
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }

            Range picture = Range.All;
            return image.IsFile || DataUri.TryDecodeInPlace(request[image.Slice], out picture)
                ? await FindFacesAsync(request.Memory(image.Slice)[picture], search, cancellationToken)
                : new(ImageOutcome.Unreadable);
        }

        try
        {
            return await FetchAndFindFacesAsync(request, image.Slice, search, visit, cancellationToken);
        }
        catch (MemoryBudgetException)
        {
            return await RetryAsync(request, image.Slice, search, visit, cancellationToken);
        }
    }

    // Side by side the pictures of a request may need more memory than there is, and one after the other not. Nobody waits with memory in
    // hand, so that those who wait do not wait for each other.
    private async ValueTask<ReadPicture> RetryAsync(
        CompareRequest request, Utf8Slice url, FaceSearch search, Capacity.Visit visit, CancellationToken cancellationToken)
    {
        await visit.OneByOne.WaitAsync(cancellationToken);
        try
        {
            for (TimeSpan pause = ShortestPause; pause <= LongestPause; pause *= 2)
            {
                await Task.Delay(pause, time, cancellationToken);
                try
                {
                    return await FetchAndFindFacesAsync(request, url, search, visit, cancellationToken);
                }
                catch (MemoryBudgetException)
                {
                    // Others still hold it.
                }
            }

            return await FetchAndFindFacesAsync(request, url, search, visit, cancellationToken);
        }
        finally
        {
            visit.OneByOne.Release();
        }
    }

    private async ValueTask<ReadPicture> FetchAndFindFacesAsync(
        CompareRequest request, Utf8Slice url, FaceSearch search, Capacity.Visit visit, CancellationToken cancellationToken)
    {
        using GrowingBuffer fetched = fetcher.CreateBuffer(visit.Memory);
        FetchOutcome outcome = await fetcher.FetchAsync(request.Memory(url), fetched, visit.Client, cancellationToken);
        if (outcome != FetchOutcome.Fetched)
        {
            return new(ImageOutcomes.Of(outcome));
        }

        using (await cores.EnterAsync(visit.Line, cancellationToken))
        {
            return await FindFacesAsync(fetched.WrittenMemory, search, cancellationToken);
        }
    }

    // Memory is waited for with a core in hand: those who have it have one too, and give both back by themselves. The time limit does not
    // count that wait.
    private async ValueTask<ReadPicture> FindFacesAsync(ReadOnlyMemory<byte> picture, FaceSearch search, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using CancellationTokenRegistration end = cancellationToken.UnsafeRegister(
            static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        try
        {
            using OpenedPicture opened = comparer.Open(picture, limit.Token);
            using IDisposable pixels = await memory.ReserveAsync(opened.DecodeBytes, cancellationToken);
            limit.CancelAfter(_timeout);
            PictureFaces faces = opened.FindFaces(search);
            return faces.Width > 0 ? new(ImageOutcomes.Of(faces.Outcome), faces) : new(ImageOutcomes.Of(faces.Outcome));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(ImageOutcome.TimedOut);
        }
    }
}
