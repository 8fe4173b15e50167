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
    private readonly Channel<int> _known = Channel.CreateUnbounded<int>(new() { SingleReader = true });

    /// <param name="request">The request, which must outlive the run.</param>
    /// <param name="reader">What finds the faces.</param>
    /// <param name="maxParallel">How many candidates are fetched or analysed at a time.</param>
    public ComparisonRun(CompareRequest request, PictureReader reader, int maxParallel)
    {
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

    /// <summary>The places of the candidates whose result is known, in the order in which it became so. It ends with the run.</summary>
    public ChannelReader<int> Known => _known.Reader;

    /// <summary>Compares the target with every candidate. A target without a face ends the work on the candidates.</summary>
    /// <param name="visit">The request's part in the server's capacity.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="MemoryBudgetException">There is no memory for a picture to be fetched.</exception>
    public async Task RunAsync(Capacity.Visit visit, CancellationToken cancellationToken)
    {
        using var pointless = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task target = Task.Run(() => FindTargetAsync(visit, pointless), CancellationToken.None);
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = _maxParallel, CancellationToken = pointless.Token };
            await Parallel.ForAsync(0, _request.People.Count, parallel, async (i, token) =>
            {
                using ReadPicture candidate = await _reader.FindFacesAsync(_request, _request.People[i].Image, _search, visit, token);
                await target;
                if (Target.HasFace)
                {
                    _results.Span[i] = Compare(candidate);
                    _known.Writer.TryWrite(i);
                }
            });
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

            _known.Writer.TryComplete();
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
            Target = await _reader.FindFacesAsync(_request, _request.Target, _search, visit, pointless.Token);
        }
        finally
        {
            if (!Target.HasFace)
            {
                await pointless.CancelAsync();
            }
        }
    }

    private void PublishIfNoneWasCompared()
    {
        for (int i = 0; i < _results.Length && !Target.HasFace; i++)
        {
            _known.Writer.TryWrite(i);
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
