namespace Iris.Models;

/// <summary>A false match rate: the share of pairs of different people who are more similar than a given similarity.</summary>
/// <param name="Rate">The share, 0 to 1.</param>
/// <param name="Bound">Whether the true rate may lie beyond it.</param>
public readonly record struct FalseMatchRate(double Rate, RateBound Bound);
