using System.Globalization;
using Iris.Cli.Evaluation.Statistics;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Iris.Cli.Evaluation.Reports;

/// <summary>The plots of the report.</summary>
internal static class Plots
{
    private const double Hundred = 100;

    /// <summary>How similar pairs are.</summary>
    public static string Scores(ErrorCurve curve, double threshold)
    {
        PlotModel plot = PlotCanvas.Create();
        plot.Axes.Add(PlotCanvas.Linear(AxisPosition.Bottom, "similarity", LowestSimilarity(curve), 1));
        LinearAxis shares = PlotCanvas.Linear(AxisPosition.Left, title: null, 0, double.NaN);
        shares.MaximumPadding = 0.08;
        plot.Axes.Add(shares);
        AddDistribution(plot, curve.Different, curve.DifferentAbove, PlotCanvas.Different);
        AddDistribution(plot, curve.Same, curve.SameAbove, PlotCanvas.Same);
        plot.Annotations.Add(Threshold(threshold));
        return PlotCanvas.ToSvg(plot, "scores", "Shares of the pairs of the same person and of different people by similarity");
    }

    /// <summary>False matches and misses by threshold.</summary>
    public static string Errors(ErrorCurve curve, double threshold)
    {
        PlotModel plot = PlotCanvas.Create();
        double floor = FloorOf(Math.Max(curve.Different, curve.Same));
        plot.Axes.Add(PlotCanvas.Linear(AxisPosition.Bottom, "threshold", LowestSimilarity(curve), 1));
        plot.Axes.Add(PlotCanvas.Shares(AxisPosition.Left, title: null, floor));
        plot.Series.Add(PlotCanvas.Line(PlotCanvas.Different, PointsOf(curve, i => curve.FalseMatchRate(i), floor)));
        plot.Series.Add(PlotCanvas.Line(PlotCanvas.Same, PointsOf(curve, i => 1 - curve.TrueMatchRate(i), floor)));
        plot.Annotations.Add(Threshold(threshold));
        return PlotCanvas.ToSvg(plot, "errors", "False match rate and miss rate by threshold");
    }

    /// <summary>True against false match rate (ROC).</summary>
    public static string Roc(IReadOnlyList<BandPoint> band)
    {
        PlotModel plot = PlotCanvas.Create();
        plot.Axes.Add(PlotCanvas.Shares(AxisPosition.Bottom, "false match rate", band[^1].FalseMatchRate));
        double lowest = band.Min(static point => point.TrueMatchRate.Interval?.Low ?? point.TrueMatchRate.Value);
        plot.Axes.Add(PlotCanvas.Linear(AxisPosition.Left, title: null, Math.Max(0, Math.Floor((lowest * 10) - 0.5) * 10), Hundred));
        plot.Series.Add(Area(band, static rate => rate * Hundred));
        plot.Series.Add(PlotCanvas.Line(PlotCanvas.Same, band.Select(static point => new DataPoint(Math.Log10(point.FalseMatchRate), point.TrueMatchRate.Value * Hundred))));
        return PlotCanvas.ToSvg(plot, "roc", "True match rate by false match rate, with 95 % intervals");
    }

    /// <summary>Misses against false matches (DET), both on logarithmic axes; null where nothing was missed.</summary>
    public static string? Det(IReadOnlyList<BandPoint> band, long same)
    {
        if (band.All(static point => point.TrueMatchRate.Value == 1))
        {
            return null;
        }

        double floor = FloorOf(same);
        double Missed(double trueMatchRate) => Math.Log10(Math.Max(floor, 1 - trueMatchRate));
        PlotModel plot = PlotCanvas.Create();
        plot.Axes.Add(PlotCanvas.Shares(AxisPosition.Bottom, "false match rate", band[^1].FalseMatchRate));
        plot.Axes.Add(PlotCanvas.Shares(AxisPosition.Left, title: null, floor));
        plot.Series.Add(Area(band, Missed));
        plot.Series.Add(PlotCanvas.Line(PlotCanvas.Same, band.Select(point => new DataPoint(Math.Log10(point.FalseMatchRate), Missed(point.TrueMatchRate.Value)))));
        return PlotCanvas.ToSvg(plot, "det", "Miss rate by false match rate, with 95 % intervals");
    }

    // Half a pair: nothing lies lower on a logarithmic axis.
    private static double FloorOf(double pairs) => Math.Pow(10, Math.Floor(Math.Log10(0.5 / Math.Max(pairs, 1))));

    private static double LowestSimilarity(ErrorCurve curve)
    {
        int step = 0;
        while (step < SimilarityScale.LastStep && curve.DifferentAbove(step) == curve.Different && curve.SameAbove(step) == curve.Same)
        {
            step++;
        }

        return Math.Floor((SimilarityScale.ThresholdAt(step) - 0.05) * 10) / 10;
    }

    private static void AddDistribution(PlotModel plot, double total, Func<int, double> above, OxyColor colour)
    {
        if (total == 0)
        {
            return;
        }

        AreaSeries area = PlotCanvas.Filled(colour);
        double left = -1;
        foreach (long count in ScoreHistogram.Of(total, above))
        {
            double share = count / total * Hundred;
            area.Points.Add(new(left, share));
            area.Points.Add(new(left + ScoreHistogram.Width, share));
            left += ScoreHistogram.Width;
        }

        plot.Series.Add(area);
    }

    private static IEnumerable<DataPoint> PointsOf(ErrorCurve curve, Func<int, double?> rate, double floor)
    {
        // As many as a plot shows.
        const int steps = 50;
        for (int i = 0; i < curve.Steps.Count; i += steps)
        {
            if (rate(i) is { } share)
            {
                yield return new(SimilarityScale.CosineAt(i), Math.Log10(Math.Max(floor, share)));
            }
        }
    }

    private static AreaSeries Area(IReadOnlyList<BandPoint> band, Func<double, double> height)
    {
        AreaSeries area = PlotCanvas.Band(PlotCanvas.Same);
        foreach (BandPoint point in band)
        {
            if (point.TrueMatchRate.Interval is { } interval)
            {
                area.Points.Add(new(Math.Log10(point.FalseMatchRate), height(interval.High)));
                area.Points2.Add(new(Math.Log10(point.FalseMatchRate), height(interval.Low)));
            }
        }

        return area;
    }

    private static LineAnnotation Threshold(double threshold) => new()
    {
        Type = LineAnnotationType.Vertical,
        X = threshold,
        Color = PlotCanvas.Ink,
        TextColor = PlotCanvas.Ink,
        LineStyle = LineStyle.Dash,
        StrokeThickness = 1.2,
        Text = string.Create(CultureInfo.InvariantCulture, $"\u00A0\u00A0in use: {threshold:0.####}"),
        TextOrientation = AnnotationTextOrientation.Horizontal,
        TextHorizontalAlignment = HorizontalAlignment.Left,
        TextVerticalAlignment = VerticalAlignment.Top,
        TextLinePosition = 1,
        TextMargin = 6,
    };
}
