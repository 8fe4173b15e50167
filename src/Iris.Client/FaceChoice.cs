namespace Iris.Client;

/// <summary>Which faces of a picture are compared.</summary>
public enum FaceChoice
{
    /// <summary>The largest.</summary>
    Largest,

    /// <summary>All of them; the best pair of a face of the target and one of the candidate counts.</summary>
    All,
}
