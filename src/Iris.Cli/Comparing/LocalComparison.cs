using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Iris.Cli.Output;
using Iris.Cli.Pictures;
using Iris.Client;
using Iris.Models;

namespace Iris.Cli.Comparing;

/// <summary>Compares in this process, on all cores: what a server would answer, and nothing of it is kept.</summary>
internal sealed class LocalComparison(FaceComparer comparer, FalseMatchCurve curve, PictureDownload download, FaceSearch search, float threshold)
{
    /// <summary>Compares a target with candidates.</summary>
    /// <returns>Each candidate as it is known, then the summary.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async IAsyncEnumerable<CompareEvent> CompareAsync(
        NamedPicture target, IReadOnlyList<NamedPicture> candidates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (PictureFaces? faces, Outcome outcome) = await FindFacesAsync(target, cancellationToken);
        using PictureFaces? targetFaces = faces;
        var known = Channel.CreateUnbounded<Known>(new UnboundedChannelOptions { SingleReader = true });
        Task work = CompareAllAsync(targetFaces, outcome, candidates, known.Writer, end.Token);
        long compared = 0, matches = 0, pairs = 0;
        try
        {
            await foreach ((CandidateResult result, int comparisons) in known.Reader.ReadAllAsync(cancellationToken))
            {
                compared += result.Outcome == Outcome.Compared ? 1 : 0;
                matches += result.Decision == Decision.Match ? 1 : 0;
                pairs += comparisons;
                yield return result;
            }
        }
        finally
        {
            // The target's faces are about to be released.
            await end.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        FalseMatchRate rate = curve.RateAt(threshold);
        yield return new CompareSummary
        {
            Model = Answers.ModelOf(comparer.Models),
            Threshold = new()
            {
                Similarity = Answers.Shortest(threshold),
                FalseMatchRate = Answers.Rate(rate.Rate),
                FalseMatchRateBound = Answers.BoundOf(rate.Bound),
            },
            Target = Describe(targetFaces, outcome),
            Totals = new()
            {
                Candidates = candidates.Count,
                Compared = (int)compared,
                Matches = (int)matches,
                Comparisons = pairs,
                ChanceOfFalseMatch = Answers.Rate(FalseMatchCurve.ChanceOfAnyFalseMatch(rate.Rate, pairs)),
                ChanceOfFalseMatchBound = Answers.BoundOf(rate.Bound),
            },
        };
    }

    private async Task CompareAllAsync(
        PictureFaces? target, Outcome outcome, IReadOnlyList<NamedPicture> candidates, ChannelWriter<Known> known, CancellationToken cancellationToken)
    {
        try
        {
            await Parallel.ForAsync(0, candidates.Count, cancellationToken, async (i, cancellation) =>
                known.TryWrite(outcome == Outcome.Compared
                    ? await CompareOneAsync(target!, i, candidates[i], cancellation)
                    : new(new CandidateResult { Index = i, Name = candidates[i].Name, Outcome = Outcome.NotCompared }, 0)));
            known.Complete();
        }
        catch (Exception exception)
        {
            known.Complete(exception);
            throw;
        }
    }

    private async Task<Known> CompareOneAsync(PictureFaces target, int index, NamedPicture candidate, CancellationToken cancellationToken)
    {
        (PictureFaces? found, Outcome outcome) = await FindFacesAsync(candidate, cancellationToken);
        using PictureFaces? faces = found;
        var result = new CandidateResult { Index = index, Name = candidate.Name, Outcome = outcome };
        if (faces is { Width: > 0 })
        {
            result = result with { Width = faces.Width, Height = faces.Height, FacesSeen = faces.Seen };
        }

        if (faces is null || target.BestSimilarityTo(faces) is not { } best)
        {
            return new(result, 0);
        }

        FalseMatchRate rate = curve.RateAt(best.Similarity);
        result = result with
        {
            Similarity = Answers.Shortest(best.Similarity),
            FalseMatchRate = Answers.Rate(rate.Rate),
            FalseMatchRateBound = Answers.BoundOf(rate.Bound),
            Decision = best.Similarity > threshold ? Decision.Match : Decision.NoMatch,
            Face = Answers.FaceOf(faces[best.OtherFace]),
            TargetFace = best.Face,
        };
        return new(result, best.Comparisons);
    }

    private async Task<(PictureFaces? Faces, Outcome Outcome)> FindFacesAsync(NamedPicture picture, CancellationToken cancellationToken)
    {
        (ReadOnlyMemory<byte> bytes, Outcome? failure) = await picture.ReadAsync(download, cancellationToken);
        if (failure is { } outcome)
        {
            return (null, outcome);
        }

        PictureFaces faces = comparer.FindFaces(bytes.Span, search, cancellationToken);
        return (faces, Answers.OutcomeOf(faces.Outcome));
    }

    private static TargetPicture Describe(PictureFaces? faces, Outcome outcome) => faces is not { Width: > 0 }
        ? new TargetPicture { Outcome = outcome }
        : new TargetPicture
        {
            Outcome = outcome,
            Width = faces.Width,
            Height = faces.Height,
            FacesSeen = faces.Seen,
            Faces = [.. Enumerable.Range(0, faces.EmbeddedCount).Select(i => Answers.FaceOf(faces[i]))],
        };

    private readonly record struct Known(CandidateResult Result, int Comparisons);
}
