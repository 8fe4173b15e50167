using System.Threading.Channels;
using Iris.Memory;
using Iris.Server.Admission;
using Iris.Server.Reading;

namespace Iris.Server.Comparison;

/// <summary>
/// The comparison of one request's target with its candidates, side by side. What becomes of them lives in memory that is zeroed with
/// the run. One thread runs it, and one may read the results as they become known.
/// </summary>
internal sealed class ComparisonRun : IDisposable
{
    private readonly PictureReader _reader;
    private readonly CompareRequest _request;
    private readonly FaceSearch _search;
    private readonly int _maxParallel;
    private readonly SensitiveBuffer<CandidateResult> _results;
    private readonly Channel<int>? _known;

    /// <param name="request">The request, which must outlive the run.</param>
    /// <param name="reader">What finds the faces.</param>
    /// <param name="maxParallel">How many candidates are fetched or analysed at a time.</param>
    /// <param name="isWatched">Whether the results are read as they become known.</param>
    public ComparisonRun(CompareRequest request, PictureReader reader, int maxParallel, bool isWatched = false)
    {
        _known = isWatched ? Channel.CreateUnbounded<int>(new() { SingleReader = true }) : null;
        _request = request;
        _reader = reader;
        _maxParallel = maxParallel;
        _search = request.Choices.Search;
        _results = new SensitiveBuffer<CandidateResult>(request.People.Count);
        _results.Span.Fill(CandidateResult.NotCompared);
    }

    /// <summary>The target, once the first result is known.</summary>
    public ReadPicture Target { get; private set; }

    /// <summary>What became of the candidates, in input order.</summary>
    public ReadOnlySpan<CandidateResult> Results => _results.Span;

    /// <summary>
    /// The places of the candidates whose result is known, in the order in which it became so. It ends with the run, which must be watched.
    /// </summary>
    public ChannelReader<int> Known => _known!.Reader;

    /// <summary>Compares the target with every candidate. A target without a face ends the work on the candidates.</summary>
    /// <param name="visit">The request's part in the server's capacity.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="MemoryBudgetException">There is no memory for a picture to be fetched.</exception>
    public async Task RunAsync(Capacity.Visit visit, CancellationToken cancellationToken)
    {
        using var pointless = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // The target is the first to stand in line: no result is known before it.
        Task target = FindTargetAsync(visit, pointless);
        try
        {
            await CompareAllAsync(target, visit, pointless.Token);
            await target;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await target;
        }
        finally
        {
            // The target's picture is a part of the request, which the caller is about to release.
            await pointless.CancelAsync();
            await target.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // Of a target that could not be looked at, for want of memory for instance, nobody knows whether it has a face.
            if (target.IsCompletedSuccessfully)
            {
                PublishIfNoneWasCompared();
            }

            _known?.Writer.TryComplete();
        }
    }

    public void Dispose()
    {
        Target.Dispose();
        _results.Dispose();
    }

    private async Task FindTargetAsync(Capacity.Visit visit, CancellationTokenSource pointless)
    {
        try
        {
            Target = await _reader.FindFacesAsync(_request, _request.Target, _search, visit, yields: true, pointless.Token);
        }
        finally
        {
            if (!Target.HasFace)
            {
                await pointless.CancelAsync();
            }
        }
    }

    // A lone candidate needs no thread beside this one and the target's.
    private Task CompareAllAsync(Task target, Capacity.Visit visit, CancellationToken cancellationToken) => _request.People.Count == 1
        ? CompareAsync(0, target, visit, cancellationToken).AsTask()
        : CompareManyAsync(target, visit, cancellationToken);

    private Task CompareManyAsync(Task target, Capacity.Visit visit, CancellationToken cancellationToken) => Parallel.ForAsync(
        0,
        _request.People.Count,
        new ParallelOptions { MaxDegreeOfParallelism = _maxParallel, CancellationToken = cancellationToken },
        (i, token) => CompareAsync(i, target, visit, token));

    private async ValueTask CompareAsync(int index, Task target, Capacity.Visit visit, CancellationToken cancellationToken)
    {
        using ReadPicture candidate = await _reader.FindFacesAsync(
            _request, _request.People[index].Image, _search, visit, yields: false, cancellationToken);
        await target;
        if (Target.HasFace)
        {
            _results.Span[index] = Compare(candidate);
            _known?.Writer.TryWrite(index);
        }
    }

    private void PublishIfNoneWasCompared()
    {
        for (int i = 0; i < _results.Length && !Target.HasFace; i++)
        {
            _known?.Writer.TryWrite(i);
        }
    }

    private CandidateResult Compare(in ReadPicture candidate)
    {
        if (candidate.Faces is not { } faces)
        {
            return new() { Outcome = candidate.Outcome, Similarity = float.NaN };
        }

        var result = new CandidateResult
        {
            Outcome = candidate.Outcome,
            Similarity = float.NaN,
            FacesSeen = faces.Seen,
            IsIncomplete = faces.IsIncomplete,
            Width = faces.Width,
            Height = faces.Height,
        };
        if (!candidate.HasFace || Target.Faces!.BestSimilarityTo(faces) is not { } best)
        {
            return result;
        }

        return result with
        {
            Similarity = best.Similarity,
            Pairs = best.Comparisons,
            TargetFace = best.Face,
            Face = faces[best.OtherFace],
        };
    }
}
