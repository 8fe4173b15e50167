using System.Globalization;
using Iris.Client;

namespace Iris.Cli.Output;

/// <summary>What answers say, in words for people.</summary>
internal static class Words
{
    /// <summary>A false match rate, such as <c>1 in 2,000</c>.</summary>
    public static string Rate(double? rate, RateBound? bound)
    {
        if (rate is not > 0)
        {
            return "";
        }

        return rate >= 1 ? "not known" : $"{Bound(bound)}1 in {TwoDigits(1 / rate.Value).ToString("#,0", CultureInfo.InvariantCulture)}";
    }

    /// <summary>Where the true value of a bound is.</summary>
    public static string Bound(RateBound? bound) => bound switch
    {
        RateBound.Upper => "under ",
        RateBound.Lower => "over ",
        _ => "",
    };

    /// <summary>A share, such as <c>0.4 %</c> or <c>26 %</c>.</summary>
    public static string Percent(double share) => (100 * share).ToString(share < 0.1 ? "G2" : "0", CultureInfo.InvariantCulture) + " %";

    /// <summary>Why a picture was not compared; empty when it was.</summary>
    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Compared or Outcome.Found => "",
        Outcome.NoFace => "no face found",
        Outcome.Unreadable => "cannot be read",
        Outcome.Unsupported => "not a picture",
        Outcome.TooLarge => "too large",
        Outcome.RefusedAddress => "not fetched",
        Outcome.FetchFailed => "could not be fetched",
        Outcome.TimedOut => "took too long",
        Outcome.NotCompared => "not compared",
        _ => "not compared, for a reason that this version does not know",
    };

    /// <summary>The same in a line that says what to do.</summary>
    /// <param name="outcome">What became of the picture.</param>
    /// <param name="isIncomplete">Whether its file was cut short.</param>
    public static string Explain(Outcome outcome, bool isIncomplete = false) => $"{Of(outcome)}: {outcome switch
    {
        Outcome.NoFace when isIncomplete => "the file is cut short and a part of the picture is missing, so use a whole copy",
        Outcome.NoFace => "use a picture that shows one",
        Outcome.Unreadable => "it is damaged, empty, or not for you to open",
        Outcome.Unsupported => "convert it to JPEG, PNG, WebP, GIF or BMP",
        Outcome.TooLarge => "scale it down",
        Outcome.RefusedAddress => "the server does not fetch from there, so send the file",
        Outcome.FetchFailed => "open the URL in a browser to see why",
        Outcome.TimedOut => "try again, or save it as a file first",
        _ => "install a newer version of iris",
    }}";

    /// <summary>Counts something: <c>1 face</c>, <c>2 faces</c>.</summary>
    public static string Count(long number, string singular, string? plural = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:#,0} {(number == 1 ? singular : plural ?? singular + "s")}");

    // No rate is known more exactly.
    private static double TwoDigits(double value)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return unit < 1 ? Math.Round(value) : Math.Round(value / unit) * unit;
    }
}
