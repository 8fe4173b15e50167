namespace Iris.Client;

/// <summary>The false match rates that a server's model was measured at: all from one to the other.</summary>
public sealed record SupportedRates
{
    /// <summary>The lowest, above 0.</summary>
    public required double Lowest { get; init; }

    /// <summary>The highest, below 1.</summary>
    public required double Highest { get; init; }
}
