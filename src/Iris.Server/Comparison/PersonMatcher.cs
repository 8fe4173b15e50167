using Iris.Memory;
using Iris.Server.Admission;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>Answers a request: which of the people is in the target picture? Thread-safe.</summary>
internal sealed class PersonMatcher(PictureReader reader, MatchThreshold threshold, IOptions<ComparisonOptions> options)
{
    private readonly int _maxParallelCandidates = options.Value.MaxParallelCandidates;

    /// <summary>Compares the target with every candidate, side by side. A picture that cannot be compared matches nothing.</summary>
    /// <param name="request">The request.</param>
    /// <param name="visit">Its part in the server's capacity.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The matches, which the caller releases.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="MemoryBudgetException">There is no memory for a picture to be fetched.</exception>
    public async Task<MatchList> FindMatchesAsync(CompareRequest request, Capacity.Visit visit, CancellationToken cancellationToken)
    {
        using var similarities = new SensitiveBuffer<float>(request.People.Count);
        similarities.Span.Fill(float.NaN);

        // A target without a face ends the work on the candidates.
        using var pointless = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<PictureFaces?> target = Task.Run(() => FindTargetAsync(request, visit, pointless), CancellationToken.None);
        try
        {
            var parallel = new ParallelOptions
            {
                MaxDegreeOfParallelism = _maxParallelCandidates,
                CancellationToken = pointless.Token,
            };
            await Parallel.ForAsync(0, request.People.Count, parallel, async (i, token) =>
            {
                using PictureFaces? candidate = await reader.FindFacesAsync(request, request.People[i].Image, visit, token);
                if (candidate is not null && await target is { } probe)
                {
                    similarities.Span[i] = probe.SimilarityTo(candidate) ?? float.NaN;
                }
            });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            similarities.Span.Fill(float.NaN);
        }
        finally
        {
            // The target's picture is a part of the request, which the caller is about to release.
            await pointless.CancelAsync();
            using PictureFaces? probe = await Finished(target);
        }

        return Rank(similarities.Span);
    }

    /// <summary>Ranks the candidates whose similarities, in input order, are above the threshold.</summary>
    public MatchList Rank(ReadOnlySpan<float> similarities) => new(similarities, threshold);

    private async Task<PictureFaces?> FindTargetAsync(CompareRequest request, Capacity.Visit visit, CancellationTokenSource pointless)
    {
        PictureFaces? probe = null;
        try
        {
            probe = await reader.FindFacesAsync(request, request.Target, visit, pointless.Token);
            return probe;
        }
        finally
        {
            if (probe?.Outcome != PictureOutcome.FaceFound)
            {
                await pointless.CancelAsync();
            }
        }
    }

    private static async Task<PictureFaces?> Finished(Task<PictureFaces?> target)
    {
        try
        {
            return await target;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
