using Iris.Cli.Evaluation.Inputs;
using Iris.Cli.Evaluation.Pairs;
using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Evaluation;

/// <summary>Compares embedded pictures and says how well people are told apart.</summary>
/// <param name="source">What is evaluated, and with what.</param>
/// <param name="threshold">The threshold in use.</param>
internal sealed class Evaluator(EvaluationSource source, float threshold)
{
    /// <summary>Evaluates.</summary>
    /// <param name="labelled">The pictures and who is on them.</param>
    /// <param name="pictures">Those of them that have a face.</param>
    /// <param name="remarks">What else was found of the pictures.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="CliException">There is no pair to compare.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public EvaluationResult Evaluate(
        LabelledPictures labelled, EmbeddedPictures pictures, PictureRemarks remarks, CancellationToken cancellationToken)
    {
        using ListedPairs? listed = labelled.Pairs is { } list ? new ListedPairs(pictures, list) : null;
        PairFigures figures = PairAnalysis.Of(listed ?? (IComparedPairs)new AllPairs(pictures), threshold, cancellationToken);
        if (figures.Same + figures.Different == 0)
        {
            throw NothingToCompare(labelled, remarks.Excluded);
        }

        return new EvaluationResult
        {
            Source = source,
            Pictures = labelled.Files.Count,
            Excluded = remarks.Excluded,
            Copies = remarks.Copies,
            Incomplete = remarks.Incomplete,
            Stray = labelled.Stray,
            HasSets = labelled.Pairs?.Sets is not null,
            RepeatedPairs = labelled.Pairs?.Repeated ?? 0,
            ExcludedPairs = (labelled.Pairs?.Count ?? 0) - (listed?.Pairs ?? 0),
            Figures = figures,
            Groups = GroupsOf(labelled.Pairs, pictures, cancellationToken),
        };
    }

    private List<GroupFigures> GroupsOf(PairList? list, EmbeddedPictures pictures, CancellationToken cancellationToken)
    {
        var groups = new List<GroupFigures>();
        for (int group = 0; group < (list?.GroupNames.Count ?? 0); group++)
        {
            using var pairs = new ListedPairs(pictures, list!, (ushort)group);
            groups.Add(new(list!.GroupNames[group], PairAnalysis.Of(pairs, threshold, cancellationToken)));
        }

        return groups;
    }

    private static CliException NothingToCompare(LabelledPictures labelled, IReadOnlyList<Exclusion> excluded)
    {
        int count = labelled.Files.Count;
        if (excluded.Count(static one => one.Reason == ExclusionReason.Missing) == count)
        {
            return new($"None of the pictures is there, such as {labelled.Files[0]}: is --images the folder that the list goes by?");
        }

        int with = count - excluded.Count;
        return new(FormattableString.Invariant($"There is no pair to compare: of {Output.Words.Count(count, "picture")} {with} {(with == 1 ? "has" : "have")} a face. iris faces PICTURE says what Iris sees."));
    }
}
