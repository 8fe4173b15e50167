namespace Iris.Models;

/// <summary>Whether a rate is one, or only a bound of one.</summary>
public enum RateBound
{
    /// <summary>It was measured, or lies between two that were.</summary>
    None,

    /// <summary>The similarity is above all that were calibrated, or none was: the true rate is at most this.</summary>
    Upper,

    /// <summary>The similarity is below all that were calibrated: the true rate is at least this.</summary>
    Lower,
}
