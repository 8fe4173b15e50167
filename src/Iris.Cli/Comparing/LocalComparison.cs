using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Iris.Cli.Output;
using Iris.Cli.Pictures;
using Iris.Client;
using Iris.Models;
using Iris.Server.Comparison;
using CandidateResult = Iris.Client.CandidateResult;

namespace Iris.Cli.Comparing;

/// <summary>Compares in this process, on all cores: what a server would answer.</summary>
internal sealed class LocalComparison(FaceComparer comparer, Threshold threshold, FaceSearch search)
{
    /// <summary>Compares a target with candidates.</summary>
    /// <returns>Each candidate as it is known, then the summary.</returns>
    public async IAsyncEnumerable<CompareEvent> CompareAsync(
        NamedPicture target, IReadOnlyList<NamedPicture> candidates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (PictureFaces? found, Outcome outcome) = await FindFacesAsync(target, cancellationToken);
        using PictureFaces? faces = found;
        int compared = 0, matches = 0;
        long pairs = 0;
        await foreach ((CandidateResult result, int comparisons) in CompareAllAsync(faces, candidates, cancellationToken))
        {
            compared += result.Outcome == Outcome.Compared ? 1 : 0;
            matches += result.Decision == Decision.Match ? 1 : 0;
            pairs += comparisons;
            yield return result;
        }

        yield return new CompareSummary
        {
            Model = Answers.ModelOf(comparer.Models),
            Threshold = new()
            {
                Similarity = Answers.Shortest(threshold.Similarity),
                FalseMatchRate = Answers.Rate(threshold.Rate.Rate),
                FalseMatchRateBound = Answers.BoundOf(threshold.Rate.Bound),
                SupportedRates = Answers.SupportedRatesOf(threshold.Curve),
            },
            Target = Describe(faces, outcome),
            Totals = new()
            {
                Candidates = candidates.Count,
                Compared = compared,
                Matches = matches,
                Comparisons = pairs,
                ChanceOfFalseMatch = Answers.Rate(FalseMatchCurve.ChanceOfAnyFalseMatch(threshold.Rate.Rate, pairs)),
                ChanceOfFalseMatchBound = Answers.BoundOf(threshold.Rate.Bound),
            },
        };
    }

    private async IAsyncEnumerable<Known> CompareAllAsync(
        PictureFaces? target, IReadOnlyList<NamedPicture> candidates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (target is not { EmbeddedCount: > 0 })
        {
            foreach ((int i, NamedPicture candidate) in candidates.Index())
            {
                yield return new(new() { Index = i, Name = candidate.Name, Outcome = Outcome.NotCompared }, 0);
            }

            yield break;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var known = Channel.CreateUnbounded<Known>(new() { SingleReader = true });
        Task work = Parallel.ForAsync(0, candidates.Count, end.Token, async (i, token) =>
            known.Writer.TryWrite(await CompareOneAsync(target, i, candidates[i], token)));
        _ = work.ContinueWith(static (work, known) => ((ChannelWriter<Known>)known!).Complete(work.Exception?.InnerException), known.Writer, TaskScheduler.Default);
        try
        {
            await foreach (Known one in known.Reader.ReadAllAsync(cancellationToken))
            {
                yield return one;
            }
        }
        finally
        {
            // The target's faces are about to be released.
            await end.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Known> CompareOneAsync(PictureFaces target, int index, NamedPicture candidate, CancellationToken cancellationToken)
    {
        (PictureFaces? found, Outcome outcome) = await FindFacesAsync(candidate, cancellationToken);
        using PictureFaces? faces = found;
        var result = new CandidateResult { Index = index, Name = candidate.Name, Outcome = outcome };
        if (faces is null)
        {
            return new(result, 0);
        }

        result = result with { Width = faces.Width, Height = faces.Height, FacesSeen = faces.Seen, Incomplete = faces.IsIncomplete };
        if (target.BestSimilarityTo(faces) is not { } best)
        {
            return new(result, 0);
        }

        FalseMatchRate rate = threshold.Curve.RateAt(best.Similarity);
        result = result with
        {
            Similarity = Answers.Shortest(best.Similarity),
            FalseMatchRate = Answers.Rate(rate.Rate),
            FalseMatchRateBound = Answers.BoundOf(rate.Bound),
            Decision = threshold.IsMatch(best.Similarity) ? Decision.Match : Decision.NoMatch,
            Face = Answers.FaceOf(faces[best.OtherFace]),
            TargetFace = best.Face,
        };
        return new(result, best.Comparisons);
    }

    // The faces of a picture that could be read, and what became of it.
    private async Task<(PictureFaces? Faces, Outcome Outcome)> FindFacesAsync(NamedPicture picture, CancellationToken cancellationToken)
    {
        using PictureContent content = await picture.ReadAsync(cancellationToken);
        if (content.Failure is { } failure)
        {
            return (null, failure);
        }

        PictureFaces faces = comparer.FindFaces(content.Bytes.Span, search, cancellationToken);
        return (faces.Width > 0 ? faces : null, Answers.OutcomeOf(faces.Outcome));
    }

    private static TargetPicture Describe(PictureFaces? faces, Outcome outcome) => faces is null
        ? new TargetPicture { Outcome = outcome }
        : new TargetPicture
        {
            Outcome = outcome,
            Width = faces.Width,
            Height = faces.Height,
            FacesSeen = faces.Seen,
            Incomplete = faces.IsIncomplete,
            Faces = [.. Enumerable.Range(0, faces.EmbeddedCount).Select(i => Answers.FaceOf(faces[i]))],
        };

    private readonly record struct Known(CandidateResult Result, int Comparisons);
}
