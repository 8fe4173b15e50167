using System.Text;
using System.Text.RegularExpressions;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Iris.Cli.Evaluation.Reports;

/// <summary>How plots look, and how they become a part of a page that is light or dark.</summary>
internal static partial class PlotCanvas
{
    private const int Width = 720;
    private const int Height = 340;
    private const string Font = "sans-serif";

    /// <summary>Stand for the page's own colours, which its style sheet chooses by light and dark.</summary>
    public static readonly OxyColor Ink = OxyColor.FromRgb(1, 1, 1);
    public static readonly OxyColor Same = OxyColor.FromRgb(1, 1, 2);
    public static readonly OxyColor Different = OxyColor.FromRgb(1, 1, 3);
    private static readonly OxyColor Soft = OxyColor.FromRgb(1, 1, 4);
    private static readonly OxyColor Grid = OxyColor.FromRgb(1, 1, 5);

    private static readonly (OxyColor Colour, string Variable)[] Variables =
        [(Ink, "--ink"), (Same, "--same"), (Different, "--different"), (Soft, "--soft"), (Grid, "--line")];

    public static PlotModel Create()
    {
        return new PlotModel
        {
            DefaultFont = Font,
            DefaultFontSize = 13,
            TextColor = Soft,
            PlotAreaBorderThickness = new OxyThickness(0, 0, 0, 1),
            PlotAreaBorderColor = Soft,
            Padding = new OxyThickness(0),

            // Room for the labels, in whatever font a page is shown.
            PlotMargins = new OxyThickness(72, 12, 28, 48),
        };
    }

    public static LinearAxis Linear(AxisPosition position, string? title, double minimum, double maximum) =>
        Styled(new LinearAxis { Position = position, Title = title, Minimum = minimum, Maximum = maximum, LabelFormatter = Phrases.Number });

    /// <summary>An axis of powers of ten, every one as wide as the next. Its values are logarithms.</summary>
    /// <param name="position">Where it is.</param>
    /// <param name="title">What it shows; null where the page says so beside the plot.</param>
    /// <param name="lowest">The lowest share.</param>
    public static LinearAxis Shares(AxisPosition position, string? title, double lowest)
    {
        LinearAxis axis = Linear(position, title, Math.Log10(lowest), 0);
        axis.MajorStep = 1;
        axis.LabelFormatter = static power => Phrases.Percent(Math.Pow(10, Math.Round(power)));
        return axis;
    }

    public static LineSeries Line(OxyColor colour, IEnumerable<DataPoint> points)
    {
        var line = new LineSeries { Color = colour, StrokeThickness = 2.2, LineJoin = LineJoin.Round };
        line.Points.AddRange(points);
        return line;
    }

    public static AreaSeries Filled(OxyColor colour) => new()
    {
        Color = colour,
        Fill = OxyColor.FromAColor(70, colour),
        StrokeThickness = 1.6,
        Color2 = OxyColors.Transparent,
    };

    public static AreaSeries Band(OxyColor colour) => new() { Color = OxyColors.Transparent, Color2 = OxyColors.Transparent, Fill = OxyColor.FromAColor(50, colour) };

    /// <summary>Draws a plot as an SVG element that takes its colours and its font from the page.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="name">Its name on the page.</param>
    /// <param name="meaning">What it shows, for whoever does not see it.</param>
    public static string ToSvg(PlotModel plot, string name, string meaning)
    {
        using var output = new MemoryStream();
        new SvgExporter { Width = Width, Height = Height }.Export(plot, output);
        string svg = Encoding.UTF8.GetString(output.ToArray());
        foreach ((OxyColor colour, string variable) in Variables)
        {
            svg = svg.Replace($"rgb({colour.R},{colour.G},{colour.B})", $"var({variable})", StringComparison.Ordinal);
        }

        // Of several plots on a page each has clips of its own.
        svg = svg.Replace("\"clipPath", $"\"{name}-clip", StringComparison.Ordinal).Replace("#clipPath", $"#{name}-clip", StringComparison.Ordinal)
            .Replace($" font-family=\"{Font}\"", "", StringComparison.Ordinal);
        return Head().Replace(svg, $"""<svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{meaning}" xmlns="http://www.w3.org/2000/svg">""", 1).Trim();
    }

    private static LinearAxis Styled(LinearAxis axis)
    {
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = Grid;
        axis.MajorGridlineThickness = 1;
        axis.MinorTickSize = 0;
        axis.MajorTickSize = 0;
        axis.TicklineColor = Soft;
        axis.AxislineStyle = LineStyle.None;
        axis.TextColor = Soft;
        axis.TitleColor = Ink;
        axis.AxisTitleDistance = 8;
        axis.AxisTickToLabelDistance = 6;
        return axis;
    }

    // Everything to the end of the opening tag, an XML declaration included.
    [GeneratedRegex(@"^.*?<svg [^>]*>", RegexOptions.Singleline)]
    private static partial Regex Head();
}
