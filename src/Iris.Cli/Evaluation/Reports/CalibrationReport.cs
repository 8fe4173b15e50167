using System.Globalization;
using Iris.Cli.Evaluation.Statistics;
using Iris.Models;

namespace Iris.Cli.Evaluation.Reports;

/// <summary>Turns an evaluation into a calibration that a server takes.</summary>
internal static class CalibrationReport
{
    /// <summary>Takes the operating points that the pairs support.</summary>
    /// <exception cref="CliException">They support none.</exception>
    public static Calibration Of(EvaluationResult result)
    {
        PairFigures figures = result.Figures;
        var points = new List<OperatingPoint>();
        foreach (TargetFigures target in figures.Targets)
        {
            if (target.TrueMatchRate is not { } rate)
            {
                throw new CliException("There are no pairs of the same person, so no calibration was saved: two pictures of each person are wanted.");
            }

            // Where no similarity lies between two rates, the threshold is that of the lower.
            var point = new OperatingPoint(target.Target.Rate, (float)target.Threshold.Value, Math.Round(rate.Value, 6));
            if (points is [.., var last] && last.Similarity >= point.Similarity)
            {
                points[^1] = point;
            }
            else
            {
                points.Add(point);
            }
        }

        return points.Count == 0
            ? throw new CliException(
                $"{Phrases.Count(figures.Different, "pair")} of different people support no false match rate, so no calibration was saved: {TargetRate.All[0].OneIn} are the fewest.")
            : new(result.Source.Model, result.Source.ModelVersion, result.Source.RecognitionSha256, points, figures.People, figures.Same, figures.Different, NoteOf(result));
    }

    private static string NoteOf(EvaluationResult result)
    {
        PairFigures figures = result.Figures;
        string thin = string.Join(", ", figures.Targets.Where(target => target.Target.IsThinWith(figures.Different)).Select(static target => target.Target.Name));
        string caution = thin.Length == 0 ? "" : $" {thin}: fewer than {TargetRate.WellSupported} false matches, a first idea.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Phrases.Count(figures.People, "person", "people")}, {Phrases.Count(figures.Same, "pair")} of the same person, {Phrases.Count(figures.Different)} of different people, by iris evaluate.{caution} People of the same age, sex and origin are harder to tell apart than the pairs that were measured.");
    }
}
