using System.Globalization;
using System.Text;
using Iris.Cli.Evaluation.Inputs;
using Iris.Cli.Evaluation.Statistics;
using Iris.Models;

namespace Iris.Cli.Evaluation.Reports;

/// <summary>The sections of the page, in the order in which questions come up.</summary>
internal static class HtmlSections
{
    public static void WriteAll(StringBuilder page, EvaluationResult result)
    {
        PairFigures figures = result.Figures;
        Thresholds(page, figures);
        Similarities(page, figures);
        InUse(page, result);
        if (figures is { Same: > 0, Different: > 0 })
        {
            Quality(page, result);
        }

        Groups(page, result.Groups);
        Hardest(page, figures);
        Excluded(page, result);
        Limits(page);
        Method(page, result);
    }

    private static void Thresholds(StringBuilder page, PairFigures figures)
    {
        page.Append("""
            <h2>Which threshold?</h2>
            <p>Two faces match when their similarity is above the threshold. The higher it is, the fewer strangers match, and the more often somebody is
            missed. Decide first how many strangers may match, then read off the threshold. Whoever is compared with many people meets many strangers:
            the last columns say how likely it is that at least one of so many is a false match.</p>
            <div class="wide"><table><thead><tr><th scope="col">Strangers who may match</th><th scope="col">Threshold</th><th scope="col">The same person is matched</th>
            <th scope="col">A false match among 10</th><th scope="col">100</th><th scope="col">1,000</th></tr></thead><tbody>

            """);
        foreach (TargetRate target in TargetRate.All)
        {
            TargetFigures? found = figures.Targets.FirstOrDefault(one => one.Target == target);
            string mark = found is not null && target.IsThinWith(figures.Different) ? " <span class=\"mark\">few pairs</span>" : "";
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Phrases.OneIn(target)}{mark}</td>");
            page.Append(found is null
                ? $"<td class=\"no\" colspan=\"5\">{Phrases.NotSupported(figures)}</td></tr>\n"
                : $"<td>{WithInterval(Phrases.Similarity(found.Threshold))}</td><td>{Rate(found.TrueMatchRate)}</td>{Chances(target)}</tr>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"""
            </tbody></table></div>
            <p>Under a figure: the interval that is meant to have the true value in 95 of 100 evaluations. A rate is supported by one pair of different people for each false
            match that it allows, and supported well by {TargetRate.WellSupported}.</p>

            """);
    }

    private static void Similarities(StringBuilder page, PairFigures figures)
    {
        page.Append(CultureInfo.InvariantCulture, $"""
            <h2>What does a similarity mean?</h2>
            <p>Each pair of pictures gets one number. Where the two hills overlap, no threshold is right for all.</p>
            <figure><p class="key"><span class="different">different people</span> <span class="same">the same person</span> <em>share of the pairs, %</em></p>
            {Plots.Scores(figures.Curve, figures.InUse.Threshold)}<figcaption>How similar pairs are: each hill is 100 % of its pairs.</figcaption></figure>
            <figure><p class="key"><span class="different">different people who match</span> <span class="same">the same person, missed</span> <em>share of the pairs</em></p>
            {Plots.Errors(figures.Curve, figures.InUse.Threshold)}<figcaption>What goes wrong at each threshold. Every line is a tenth of the one above; the lowest means none.</figcaption></figure>

            """);
    }

    private static void InUse(StringBuilder page, EvaluationResult result)
    {
        (PairFigures figures, ThresholdFigures inUse) = (result.Figures, result.Figures.InUse);
        string note = result.Source.ModelNote is { } said ? $" Of its own measurement the pack says: “{Text(said)}”" : "";
        page.Append(CultureInfo.InvariantCulture, $"""
            <h2>At the threshold in use</h2>
            <p>A similarity above {Phrases.Similarity(inUse.Threshold)} is a match: {Findings.RateInUse(result.Source)}.{note}</p>
            <dl class="figures">
            <div><dt>The same person is matched</dt><dd>{Rate(inUse.TrueMatchRate)}<small>{Phrases.Count(inUse.Misses)} of {Phrases.Count(figures.Same)} missed</small></dd></div>
            <div><dt>Different people match</dt><dd>{Rate(inUse.FalseMatchRate)}<small>{Phrases.Count(inUse.FalseMatches)} of {Phrases.Count(figures.Different)}</small></dd></div>

            """);
        if (inUse.Accuracy is { } accuracy)
        {
            page.Append(CultureInfo.InvariantCulture, $"<div><dt>Accuracy</dt><dd>{Phrases.Percent(accuracy)}<small>both kinds of pairs weighing the same</small></dd></div>\n");
        }

        page.Append("</dl>\n");
    }

    private static void Quality(StringBuilder page, EvaluationResult result)
    {
        PairFigures figures = result.Figures;
        page.Append("""
            <h2>Whatever the threshold</h2>
            <dl class="figures">

            """);
        page.Append(CultureInfo.InvariantCulture, $"<div><dt>Area under the curve</dt><dd>{Area(figures.Auc!.Value)}</dd></div>\n");
        page.Append(CultureInfo.InvariantCulture, $"<div><dt>Equal error rate</dt><dd>{Rate(figures.EqualErrorRate)}</dd></div>\n");
        if (figures.CrossValidation is { } validation)
        {
            page.Append(CultureInfo.InvariantCulture, $"<div><dt>Accuracy, {validation.Folds} folds</dt><dd>{Phrases.Percent(validation.Accuracy)}<small>± {Phrases.Percent(validation.StandardError)} (standard error)</small></dd></div>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"""
            </dl>
            <figure><p class="key"><span class="same">true match rate, %</span></p>
            {Plots.Roc(figures.Band)}<figcaption>How many are recognised, by how many strangers may match (ROC). The band is the 95 % interval.</figcaption></figure>

            """);
        page.Append(Plots.Det(figures.Band, figures.Same) is { } det
            ? $"<figure><p class=\"key\"><span class=\"same\">miss rate</span></p>\n{det}<figcaption>How many are missed, by how many strangers may match (DET). Every line is a tenth of the one above.</figcaption></figure>\n"
            : "<p>At none of the false match rates that the pairs support was anybody missed, so there is no curve of misses (DET) to draw.</p>\n");
    }

    private static void Groups(StringBuilder page, IReadOnlyList<GroupFigures> groups)
    {
        if (groups.Count == 0)
        {
            return;
        }

        page.Append("""
            <h2>By group</h2>
            <p>All at the threshold in use: a service has one. A group whose people are mistaken for each other more often, or missed more often, is served worse.
            Where intervals overlap, the difference may be chance.</p>
            <div class="wide"><table><thead><tr><th scope="col">Group</th><th scope="col">People</th><th scope="col">Pairs, same and different</th><th scope="col">The same person is matched</th>
            <th scope="col">Different people match</th><th scope="col">Equal error rate</th></tr></thead><tbody>

            """);
        foreach (GroupFigures group in groups)
        {
            PairFigures figures = group.Figures;
            string mark = group.IsSmall ? " <span class=\"mark\">small</span>" : "";
            page.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"text\">{Text(group.Name)}{mark}</td><td>{Phrases.Count(figures.People)}</td><td>{Phrases.Count(figures.Same)}, {Phrases.Count(figures.Different)}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{Rate(figures.InUse.TrueMatchRate)}</td><td>{Rate(figures.InUse.FalseMatchRate)}</td><td>{Rate(figures.EqualErrorRate)}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void Hardest(StringBuilder page, PairFigures figures)
    {
        page.Append("""
            <h2>The hardest pairs</h2>
            <p>Look at these first: a wrong label stands out here. Pictures have numbers, so that this page can be passed on; <code>iris evaluate … --which NUMBER</code>
            says to whoever has the pictures which one it is.</p>
            <div class="wide"><table><thead><tr><th scope="col">The same person, least similar</th><th scope="col">Different people, most similar</th></tr></thead><tbody>

            """);
        for (int i = 0; i < Math.Max(figures.HardestSame.Count, figures.HardestDifferent.Count); i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Pair(figures.HardestSame, i)}</td><td>{Pair(figures.HardestDifferent, i)}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void Excluded(StringBuilder page, EvaluationResult result)
    {
        if (result.Excluded.Count == 0)
        {
            return;
        }

        page.Append("<h2>Pictures that take no part</h2>\n<ul>\n");
        foreach (var reason in result.Excluded.GroupBy(static one => one.Reason).OrderBy(static group => group.Key))
        {
            page.Append(CultureInfo.InvariantCulture, $"<li>{Text(Phrases.Text(reason.Key))} ({Phrases.Count(reason.Count())}): {string.Join(", ", reason.Select(static one => one.Place + 1))}</li>\n");
        }

        page.Append("</ul>\n");
    }

    private static void Limits(StringBuilder page)
    {
        page.Append("<h2>What the figures do not say</h2>\n<ul>\n");
        foreach (string limit in Findings.Limits)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li>{Text(limit)}</li>\n");
        }

        page.Append("</ul>\n");
    }

    private static void Method(StringBuilder page, EvaluationResult result)
    {
        string pairs = result.Source.Kind == InputKind.People ? "Every picture was compared with every other." : "The pairs of the list were compared.";
        page.Append(CultureInfo.InvariantCulture, $"""
            <h2>How it was computed</h2>
            <p>Of each picture the largest face was taken. {pairs} Nothing of the pictures was stored.</p>
            <dl class="words">
            <dt>Similarity</dt><dd>The cosine of the angle between two faces’ embeddings, −1 to 1. A match is above the threshold, not at it. Similarities are counted at thresholds
            in steps of {1.0 / SimilarityScale.StepsPerUnit}; at each of these every figure is exact.</dd>
            <dt>False match rate</dt><dd>The share of the pairs of different people that match. “1 in 1,000” is 0.1 %.</dd>
            <dt>True match rate, miss rate</dt><dd>The share of the pairs of the same person that match; the rest is missed.</dd>
            <dt>Area under the curve</dt><dd>The chance that a pair of the same person is more similar than a pair of different people. 1 is best, 0.5 is guessing.</dd>
            <dt>Equal error rate</dt><dd>The rate of misses at the threshold at which as large a share of strangers matches.</dd>
            <dt>Accuracy in folds</dt><dd>The protocol of Labeled Faces in the Wild: the best threshold of all folds but one is tried on that one, each in turn. Both kinds of pairs weigh
            the same. {Text(Findings.FoldsOf(result))}</dd>
            <dt>95 % intervals</dt><dd>People, with all their pairs, are drawn anew {Phrases.Count(PeopleBootstrap.Resamples)} times (subsets bootstrap), always the same way: the same pictures give the
            same figures. Where nothing went wrong, the interval is what so many people, or pairs of people, can show (Clopper and Pearson).</dd>
            <dt>A false match among so many</dt><dd>1 − (1 − rate)<sup>number</sup>, as if comparisons were independent.</dd>
            </dl>

            """);
    }

    private static string Chances(TargetRate target) => string.Concat(Phrases.Galleries.Select(gallery =>
        $"<td>{Phrases.Chance(FalseMatchCurve.ChanceOfAnyFalseMatch(target.Rate, gallery))}</td>"));

    private static string Pair(IReadOnlyList<ScoredPair> pairs, int i) => i < pairs.Count
        ? string.Create(CultureInfo.InvariantCulture, $"{Phrases.Similarity(pairs[i].Similarity)}: {pairs[i].One + 1} and {pairs[i].Other + 1}{(pairs[i].Line > 0 ? $" (line {pairs[i].Line})" : "")}")
        : "";

    private static string Area(Measured area) => area.Interval is { } interval
        ? $"{Phrases.Area(area.Value)}<small>{Phrases.Area(interval.Low)}–{Phrases.Area(interval.High)}</small>"
        : Phrases.Area(area.Value);

    private static string Rate(Measured? rate) => rate is { } known ? WithInterval(Phrases.Percent(known)) : "–";

    // What stands in brackets goes under the figure.
    private static string WithInterval(string figure)
    {
        int bracket = figure.IndexOf(" (", StringComparison.Ordinal);
        return bracket < 0 ? figure : $"{figure[..bracket]}<small>{figure[(bracket + 2)..^1]}</small>";
    }

    private static string Text(string text) => HtmlReport.Text(text);
}
