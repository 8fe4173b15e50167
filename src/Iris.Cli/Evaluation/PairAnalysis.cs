using Iris.Cli.Evaluation.Pairs;
using Iris.Cli.Evaluation.Statistics;

namespace Iris.Cli.Evaluation;

/// <summary>Computes what is said of some pairs, with intervals from people drawn anew.</summary>
internal sealed class PairAnalysis
{
    // The curve is drawn with so many points for each power of ten.
    private const int PointsPerDecade = 4;

    private readonly IComparedPairs _pairs;
    private readonly PairTally _tally;
    private readonly ErrorCurve _curve;
    private readonly int _stepInUse;
    private readonly BinTable _table;
    private readonly List<Func<ErrorCurve, double?>> _figures = [];
    private readonly double[][] _resampled;

    private PairAnalysis(IComparedPairs pairs, float thresholdInUse, CancellationToken cancellationToken)
    {
        _pairs = pairs;
        _tally = pairs.Count(cancellationToken);
        _curve = _tally.Folds.All();
        _stepInUse = SimilarityScale.StepNearest(thresholdInUse);
        _table = BinTable.For(_curve, [_stepInUse, .. BandRates().Select(oneIn => _curve.IndexFor(oneIn)!.Value)]);

        int inUse = _table.IndexOf(_stepInUse);
        _figures.Add(static curve => curve.Auc());
        _figures.Add(static curve => curve.EqualErrorRate());
        _figures.Add(curve => curve.FalseMatchRate(inUse));
        _figures.Add(curve => curve.TrueMatchRate(inUse));
        foreach (double oneIn in BandRates())
        {
            _figures.Add(curve => curve.IndexFor(oneIn) is { } i ? SimilarityScale.CosineAt(curve.Steps[i]) : null);
            _figures.Add(curve => curve.IndexFor(oneIn) is { } i ? curve.TrueMatchRate(i) : null);
        }

        _resampled = new PeopleBootstrap(_table, pairs.CountByPerson(_table, cancellationToken)).Run(_figures, cancellationToken);
    }

    /// <summary>Analyses pairs.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="thresholdInUse">The threshold that is in use.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PairFigures Of(IComparedPairs pairs, float thresholdInUse, CancellationToken cancellationToken) =>
        new PairAnalysis(pairs, thresholdInUse, cancellationToken).Figures();

    private PairFigures Figures() => new()
    {
        People = _pairs.People,
        Same = (long)_curve.Same,
        Different = (long)_curve.Different,
        Auc = UnlessPerfect(_curve.Auc(), perfect: 1, _resampled[0]),
        EqualErrorRate = UnlessPerfect(_curve.EqualErrorRate(), perfect: 0, _resampled[1]),
        Targets = [.. TargetRate.All.Where(target => target.IsSupportedBy(_curve.Different)).Select(FiguresFor)],
        InUse = AtThresholdInUse(),
        Band = [.. BandRates().Select((oneIn, i) => (Rate: 1 / oneIn, True: TrueMatchRateFor(oneIn, i))).Where(static point => point.True is not null)
            .Select(static point => new BandPoint(point.Rate, point.True!.Value))],
        Curve = _curve,
        CrossValidation = CrossValidation.Of(_tally.Folds),
        HardestSame = _tally.HardestSame.Pairs,
        HardestDifferent = _tally.HardestDifferent.Pairs,
    };

    // One over each rate at which the curve is drawn: every power of ten is among them.
    private IEnumerable<double> BandRates() => Enumerable.Range(0, (TargetRate.All[^1].Exponent * PointsPerDecade) + 1)
        .Select(static i => i % PointsPerDecade == 0 ? (double)new TargetRate(i / PointsPerDecade).OneIn : Math.Pow(10, (double)i / PointsPerDecade))
        .TakeWhile(oneIn => oneIn <= _curve.Different);

    private TargetFigures FiguresFor(TargetRate target)
    {
        int step = _curve.IndexFor(target.OneIn)!.Value;
        int point = target.Exponent * PointsPerDecade;
        double threshold = SimilarityScale.CosineAt(step);
        return new(
            target,
            new(threshold, Interval.Of(threshold, _resampled[FirstOf(point)])),
            (long)_curve.DifferentAbove(step),
            TrueMatchRateFor(target.OneIn, point));
    }

    // Where everything matches, that is certain.
    private Measured? TrueMatchRateFor(double oneIn, int point) =>
        point == 0 && _curve.Same > 0 ? new(1, new(1, 1))
        : _curve.IndexFor(oneIn) is { } step && _curve.TrueMatchRate(step) is { } rate
            ? OfPeople(rate, _resampled[FirstOf(point) + 1], _pairs.PeopleWithPairs)
            : null;

    private static int FirstOf(int point) => 4 + (2 * point);

    private ThresholdFigures AtThresholdInUse() => new(
        SimilarityScale.CosineAt(_stepInUse),
        (long)_curve.DifferentAbove(_stepInUse),
        (long)(_curve.Same - _curve.SameAbove(_stepInUse)),
        _curve.FalseMatchRate(_stepInUse) is { } falseMatches ? OfPeople(falseMatches, _resampled[2], _pairs.PairsOfPeople) : null,
        _curve.TrueMatchRate(_stepInUse) is { } trueMatches ? OfPeople(trueMatches, _resampled[3], _pairs.PeopleWithPairs) : null,
        CrossValidation.AccuracyAt(_curve, _stepInUse));

    // Where all went right, or all wrong, it does in every resample too: how far that may be chance, the number of trials says.
    private static Measured OfPeople(double rate, double[] resampled, long trials)
    {
        Interval? interval = Interval.Of(rate, resampled);
        double possible = Interval.HighestWithoutEvent(trials);
        return rate switch
        {
            0 => new(0, interval is null ? null : new(0, Math.Max(possible, interval.Value.High))),
            1 => new(1, interval is null ? null : new(Math.Min(1 - possible, interval.Value.Low), 1)),
            _ => new(rate, interval),
        };
    }

    // Resamples of people without a single error have none either, which says nothing of others.
    private static Measured? UnlessPerfect(double? value, double perfect, double[] resampled) =>
        value is { } known ? new(known, known == perfect ? null : Interval.Of(known, resampled)) : null;
}
