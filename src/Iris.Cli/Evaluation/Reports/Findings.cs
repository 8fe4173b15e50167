using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Evaluation.Reports;

/// <summary>What an evaluation comes to, in sentences that every report has.</summary>
internal static class Findings
{
    /// <summary>Fewer people say little of others.</summary>
    public const int FewPeople = 30;

    // 1e-3: what a comparison takes where nothing else is said.
    private const int UsefulExponent = 3;

    /// <summary>What no evaluation says.</summary>
    public static IReadOnlyList<string> Limits { get; } =
    [
        "The figures hold for pictures like these. Other cameras, other light, years between two pictures, masks and blur change them.",
        "The pairs of different people are whoever the pictures show. People of the same age, sex and origin are harder to tell apart than people at random, and relatives harder still: among them expect more false matches than the figures say.",
        "A wrong label counts as an error of Iris. Look at the hardest pairs before you believe a low figure.",
        "If the pictures show public figures, the model may have been trained on the same people. The figures flatter then.",
        "Iris does not detect whether a face is alive: a photograph of somebody matches as that person does.",
        "A match is a hint for a person to check, never an identification by itself.",
    ];

    /// <summary>What was found, the most important first.</summary>
    public static IReadOnlyList<string> Summary(EvaluationResult result)
    {
        PairFigures figures = result.Figures;
        int with = result.Pictures - result.Excluded.Count;
        string pictures = with == result.Pictures
            ? $"{Phrases.Count(with, "picture")} of {People(figures)} make"
            : $"{Phrases.Count(with)} of {Phrases.Count(result.Pictures, "picture")} have a face, of {People(figures)}. They make";
        return
        [
            $"{pictures} {Phrases.Count(figures.Same + figures.Different, "pair")}: {Phrases.Count(figures.Same)} of the same person and {Phrases.Count(figures.Different)} of different people.",
            InUse(result),
            Advice(result),
        ];
    }

    /// <summary>What these pictures in particular do not say well.</summary>
    public static IReadOnlyList<string> Caveats(EvaluationResult result)
    {
        PairFigures figures = result.Figures;
        return
        [
            .. When(figures.People < FewPeople, () =>
                $"Only {People(figures)}: what holds for them need not hold for others, and the intervals are too narrow. Evaluate {FewPeople} at the very least, better some hundred."),
            .. When(figures.Same == 0, () => "There are no pairs of the same person, so nothing is said of how often somebody is recognised: two pictures of each person are wanted."),
            .. When(figures.Different == 0, () => "There are no pairs of different people, so nothing is said of false matches."),
            .. Thin(figures),
            .. When(result.Excluded.Count > 0, () =>
                $"{Phrases.Count(result.Excluded.Count, "picture takes", "pictures take")} no part ({Phrases.Percent((double)result.Excluded.Count / result.Pictures)}). Whoever is not found is not recognised either: where that matters, count them as misses."),
            .. When(result.ExcludedPairs > 0, () => $"{Phrases.Count(result.ExcludedPairs, "pair was", "pairs were")} left out with them."),
            .. When(result.Copies.Count > 0, () => CopiesOf(result)),
            .. When(result.Incomplete.Count > 0, () => IncompleteOf(result)),
            .. When(result.Stray > 0, () => $"{Phrases.Count(result.Stray, "picture is", "pictures are")} in no person's folder and {(result.Stray == 1 ? "was" : "were")} left out."),
            .. When(result.RepeatedPairs > 0, () => $"{Phrases.Count(result.RepeatedPairs, "line repeats a pair", "lines repeat a pair")} and {(result.RepeatedPairs == 1 ? "was" : "were")} left out."),
            .. Folds(figures),
            .. When(result.Groups.Any(static group => group.IsSmall), () =>
                $"Groups that are marked are small: fewer than {GroupFigures.FewPeople} people, {GroupFigures.FewSame} pairs of the same person or {Phrases.Count(GroupFigures.FewDifferent)} of different people. Do not conclude from them that groups differ, or that they do not."),
        ];
    }

    /// <summary>How folds were made.</summary>
    public static string FoldsOf(EvaluationResult result) => result.HasSets
        ? "Folds are the sets of the list."
        : "Nobody is in two folds: people, in the order of their first picture, are cut into runs that have about as many with several pictures each, and a fold is tried on all pairs with one of its people, by the threshold that is best for the pairs with none of them.";

    private static string People(PairFigures figures) => Phrases.Count(figures.People, "person", "people");

    private static string InUse(EvaluationResult result)
    {
        (PairFigures figures, ThresholdFigures inUse) = (result.Figures, result.Figures.InUse);
        string same = inUse.TrueMatchRate is { } trueMatches
            ? $"{Phrases.Count(figures.Same - inUse.Misses)} of {Phrases.Count(figures.Same, "pair")} of the same person ({Phrases.Percent(trueMatches.Value)})" : "";
        string different = inUse.FalseMatchRate is { } falseMatches
            ? $"{Phrases.Count(inUse.FalseMatches)} of {Phrases.Count(figures.Different, "pair")} of different people ({Phrases.Percent(falseMatches.Value)})" : "";
        string and = same.Length > 0 && different.Length > 0 ? " and " : "";
        return $"At the threshold in use, {Phrases.Similarity(inUse.Threshold)} ({RateInUse(result.Source)}), {same}{and}{different} match.";
    }

    /// <summary>What the threshold in use is meant for.</summary>
    public static string RateInUse(EvaluationSource source) => source.RateInUse is { } rate
        ? $"false match rate {Output.Words.Rate(rate, Client.RateBound.None)} by {(source.ModelNote is null ? "the calibration" : "the model pack")}"
        : "the model pack's own, whose false match rate was not measured";

    private static string CopiesOf(EvaluationResult result)
    {
        string numbers = FirstOf(result.Copies, static copy => FormattableString.Invariant($"{copy.Place + 1} as {copy.Of + 1}"));
        return $"{Phrases.Count(result.Copies.Count, "picture is", "pictures are")} byte for byte the same as an earlier one ({numbers}). Such pairs flatter, or are labelled wrongly: take copies out.";
    }

    private static string IncompleteOf(EvaluationResult result)
    {
        string numbers = FirstOf(result.Incomplete, static place => FormattableString.Invariant($"{place + 1}"));
        return result.Incomplete.Count == 1
            ? $"The file of 1 picture is cut short, so that a part of it is missing ({numbers}). Such a picture is harder to recognise: use a whole copy."
            : $"The files of {Phrases.Count(result.Incomplete.Count, "picture")} are cut short, so that a part of each is missing ({numbers}). Such pictures are harder to recognise: use whole copies.";
    }

    private static string FirstOf<T>(IReadOnlyList<T> all, Func<T, string> describe)
    {
        const int enough = 5;
        return string.Join(", ", all.Take(enough).Select(describe)) + (all.Count > enough ? ", …" : "");
    }

    /// <summary>Whether the people are enough to choose a threshold by, and their pairs for a rate that a service may want.</summary>
    public static bool IsEnough(PairFigures figures) => figures.People >= FewPeople && WellSupported(figures) is { Target.Exponent: >= UsefulExponent };

    // With few people a low threshold is soon found, and would let strangers in.
    private static string Advice(EvaluationResult result)
    {
        PairFigures figures = result.Figures;
        TargetFigures? best = WellSupported(figures);
        if (!IsEnough(figures))
        {
            string most = best is null ? "no false match rate at all" : $"no false match rate below {Phrases.OneIn(best.Target)}";
            return $"That is too little to choose a threshold by: {People(figures)}, and pairs that support {most} well. Keep the one in use.";
        }

        string misses = best!.TrueMatchRate is { } rate ? $", at which {Phrases.Percent(rate.Value)} of the pairs of the same person match" : "";
        return $"The strictest false match rate that these pictures support well is {Phrases.OneIn(best.Target)}: it takes a threshold of {Phrases.Similarity(best.Threshold.Value)}{misses}.";
    }

    private static TargetFigures? WellSupported(PairFigures figures) =>
        figures.Targets.LastOrDefault(target => !target.Target.IsThinWith(figures.Different));

    private static IEnumerable<string> Thin(PairFigures figures)
    {
        TargetFigures[] thin = [.. figures.Targets.Where(target => target.Target.IsThinWith(figures.Different))];
        string rates = string.Join(" and ", thin.Select(static target => Phrases.OneIn(target.Target)));
        return When(thin.Length > 0, () =>
            $"The false match {(thin.Length == 1 ? "rate" : "rates")} of {rates} {(thin.Length == 1 ? "rests" : "rest")} on fewer than {TargetRate.WellSupported} false matches: a first idea, not a measurement.");
    }

    private static IEnumerable<string> Folds(PairFigures figures) => figures.CrossValidation switch
    {
        null when figures is { Same: > 0, Different: > 0 } => ["There are too few people for folds, so accuracy was not cross-validated."],
        { Folds: < CrossValidation.MostFolds } validation =>
            [$"Accuracy is of {validation.Folds} folds in place of ten, for want of people."],
        _ => [],
    };

    private static IEnumerable<string> When(bool applies, Func<string> sentence) => applies ? [sentence()] : [];
}
