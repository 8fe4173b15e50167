namespace Iris.Cli.Evaluation.Statistics;

/// <summary>A false match rate that thresholds are wanted for: one in a power of ten.</summary>
/// <param name="Exponent">The power, such as 3 for 1e-3.</param>
internal readonly record struct TargetRate(int Exponent)
{
    /// <summary>So many false matches have to be expected for a rate to be known within 30 % or so (Doddington's rule of 30, 1998).</summary>
    public const int WellSupported = 30;

    /// <summary>1e-1 to 1e-6.</summary>
    public static IReadOnlyList<TargetRate> All { get; } = [.. Enumerable.Range(1, 6).Select(static exponent => new TargetRate(exponent))];

    /// <summary>One over the rate.</summary>
    public long OneIn => (long)Math.Pow(10, Exponent);

    public double Rate => 1.0 / OneIn;

    /// <summary>Such as <c>1e-3</c>.</summary>
    public string Name => FormattableString.Invariant($"1e-{Exponent}");

    /// <summary>Whether so many pairs of different people say anything of this rate: at least one of them has to be a false match.</summary>
    public bool IsSupportedBy(double pairs) => pairs >= OneIn;

    /// <summary>Whether the few false matches among so many pairs make it no more than a first idea.</summary>
    public bool IsThinWith(double pairs) => pairs < OneIn * WellSupported;
}
