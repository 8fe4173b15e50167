using System.Runtime.CompilerServices;
using Iris.Cli.Output;
using Iris.Cli.Pictures;
using Iris.Client;

namespace Iris.Cli.Comparing;

/// <summary>Has a server compare, in as many requests as it takes. It is sent pictures and URLs, and no names.</summary>
internal sealed class RemoteComparison(IrisClient client, CompareOptions options)
{
    /// <summary>Compares a target with candidates.</summary>
    /// <returns>Each candidate as it is known, then the summary.</returns>
    /// <exception cref="CliException">The target cannot be read.</exception>
    public async IAsyncEnumerable<CompareEvent> CompareAsync(
        NamedPicture target, IReadOnlyList<NamedPicture> candidates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using PictureContent? content = target.Url is null ? await target.ReadAsync(cancellationToken) : null;
        if (content?.Failure is { } unread)
        {
            throw new CliException($"{target.Name}: {Words.Explain(unread)}.");
        }

        var source = SentPicture.SourceOf(target, content);
        CompareSummary? summary = null;
        int known = 0;
        await foreach (SentPictures part in SentPictures.SplitAsync(candidates, content?.Bytes.Length ?? 0, cancellationToken))
        {
            SentPicture[] sent = [.. part.All.Where(static picture => picture.Failure is null)];
            if (sent.Length > 0 || summary is null)
            {
                await foreach (CompareEvent news in client.CompareStreamAsync(
                    source, sent.Select(static picture => new Candidate("", picture.ToSource())), options, cancellationToken))
                {
                    if (news is CandidateResult result)
                    {
                        SentPicture picture = sent[result.Index];
                        yield return result with { Index = picture.Index, Name = picture.Picture.Name };
                    }
                    else
                    {
                        summary = Add(summary, (CompareSummary)news);
                    }
                }
            }

            foreach (SentPicture picture in part.All.Where(static picture => picture.Failure is not null))
            {
                yield return new CandidateResult { Index = picture.Index, Name = picture.Picture.Name, Outcome = HasFace(summary!) ? picture.Failure!.Value : Outcome.NotCompared };
            }

            known += part.All.Count;
            if (!HasFace(summary!))
            {
                break;
            }
        }

        // Without a face to compare with, the rest need not be sent.
        for (; known < candidates.Count; known++)
        {
            yield return new CandidateResult { Index = known, Name = candidates[known].Name, Outcome = Outcome.NotCompared };
        }

        yield return summary! with { Totals = summary!.Totals with { Candidates = candidates.Count } };
    }

    private static bool HasFace(CompareSummary summary) => summary.Target.Outcome == Outcome.Compared;

    private static CompareSummary Add(CompareSummary? before, CompareSummary summary)
    {
        if (before is null)
        {
            return summary;
        }

        (CompareTotals one, CompareTotals other) = (before.Totals, summary.Totals);
        return summary with
        {
            Totals = other with
            {
                Compared = one.Compared + other.Compared,
                Matches = one.Matches + other.Matches,
                Comparisons = one.Comparisons + other.Comparisons,

                // That there is none in either.
                ChanceOfFalseMatch = Answers.Rate(1 - ((1 - one.ChanceOfFalseMatch ?? 0) * (1 - other.ChanceOfFalseMatch ?? 0))),
            },
        };
    }
}
