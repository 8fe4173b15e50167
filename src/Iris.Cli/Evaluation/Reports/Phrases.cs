using System.Globalization;
using Iris.Cli.Evaluation.Pairs;
using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Evaluation.Reports;

/// <summary>How figures are written in all reports.</summary>
internal static class Phrases
{
    /// <summary>The galleries that the chance of a false match is told for.</summary>
    public static IReadOnlyList<int> Galleries { get; } = [10, 100, 1000];

    /// <summary>A share, with as many digits as tell it from none and from all, and no more.</summary>
    public static string Percent(double share) => Percent(share, DigitsOf(share)) + " %";

    /// <summary>A share and its interval, such as <c>98.5 % (97.1–99.2)</c>.</summary>
    public static string Percent(Measured share)
    {
        if (share.Interval is not { } interval)
        {
            return Percent(share.Value);
        }

        int digits = Math.Max(DigitsOf(share.Value), Math.Max(DigitsOf(interval.Low), DigitsOf(interval.High)));
        return $"{Percent(share.Value)} ({Percent(interval.Low, digits)}–{Percent(interval.High, digits)})";
    }

    /// <summary>A chance that is not told to the last of its nines.</summary>
    public static string Chance(double chance)
    {
        const double nearlyCertain = 0.999;
        return chance > nearlyCertain ? "over 99.9 %" : Percent(chance);
    }

    /// <summary>An area under the curve, with as many digits as tell it from 1.</summary>
    public static string Area(double area) => area.ToString("0.000##", CultureInfo.InvariantCulture);

    /// <summary>A similarity, with the digits of <see cref="SimilarityScale"/>.</summary>
    public static string Similarity(double similarity) => WithMinus(similarity.ToString("0.0000", CultureInfo.InvariantCulture));

    /// <summary>A number on an axis.</summary>
    public static string Number(double number) => WithMinus(number.ToString("0.###", CultureInfo.InvariantCulture));

    /// <summary>A similarity and its interval.</summary>
    public static string Similarity(Measured similarity) => similarity.Interval is { } interval
        ? $"{Similarity(similarity.Value)} ({Similarity(interval.Low)}–{Similarity(interval.High)})"
        : Similarity(similarity.Value);

    /// <summary>A rate such as <c>1 in 1,000</c>.</summary>
    public static string OneIn(TargetRate target) => $"1 in {Count(target.OneIn)}";

    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Counts something: <c>1 pair</c>, <c>2 pairs</c>.</summary>
    public static string Count(long number, string singular, string? plural = null) => Output.Words.Count(number, singular, plural);

    /// <summary>What is said of a rate beyond what pairs support.</summary>
    public static string NotSupported(PairFigures figures) =>
        $"not supported by {Count(figures.Different, "pair")} of different people";

    /// <summary>Why a picture takes no part, in a word for programs.</summary>
    public static string Word(ExclusionReason reason) => reason switch
    {
        ExclusionReason.NoFace => "no_face",
        ExclusionReason.Unreadable => "unreadable",
        ExclusionReason.Unsupported => "unsupported",
        ExclusionReason.TooLarge => "too_large",
        _ => "missing",
    };

    /// <summary>Why a picture takes no part, for people.</summary>
    public static string Text(ExclusionReason reason) => reason switch
    {
        ExclusionReason.NoFace => "no face found",
        ExclusionReason.Unreadable => "damaged, empty or not readable",
        ExclusionReason.Unsupported => "not a JPEG, PNG, WebP, GIF or BMP file",
        ExclusionReason.TooLarge => "too large",
        _ => "no such file",
    };

    private static string WithMinus(string number) => number.Replace('-', '−');

    private static string Percent(double share, int digits) =>
        (share * 100).ToString("0." + new string('#', digits), CultureInfo.InvariantCulture);

    // 98.5, 99.97, 0.004: one digit that counts beyond the zeros or nines.
    private static int DigitsOf(double share)
    {
        double rest = Math.Min(share, 1 - share) * 100;
        return rest <= 0 ? 0 : Math.Clamp(1 - (int)Math.Floor(Math.Log10(rest)), 1, 6);
    }
}
