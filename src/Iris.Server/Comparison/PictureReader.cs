using Iris.Memory;
using Iris.Server.Fetching;

namespace Iris.Server.Comparison;

/// <summary>Gets a picture of a request, from its <c>data:</c> URI or over HTTP, and finds the faces in it. Thread-safe.</summary>
internal sealed class PictureReader(FaceComparer comparer, PictureFetcher fetcher, AnalysisGate gate)
{
    /// <summary>Finds the faces of a picture of a request.</summary>
    /// <returns>The faces, which the caller releases; null when the picture cannot be had.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<PictureFaces?> FindFacesAsync(CompareRequest request, Utf8Slice image, CancellationToken cancellationToken)
    {
        if (DataUri.IsDataUri(request[image]))
        {
            using (await gate.EnterAsync(cancellationToken))
            {
                return DataUri.TryDecodeInPlace(request[image], out Span<byte> picture)
                    ? comparer.FindFaces(picture, FaceSelection.Largest, cancellationToken)
                    : null;
            }
        }

        using GrowingBuffer fetched = fetcher.CreateBuffer();
        if (await fetcher.FetchAsync(request.Memory(image), fetched, cancellationToken) != FetchOutcome.Fetched)
        {
            return null;
        }

        using (await gate.EnterAsync(cancellationToken))
        {
            return comparer.FindFaces(fetched.Written, FaceSelection.Largest, cancellationToken);
        }
    }
}
