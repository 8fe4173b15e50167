namespace Iris.Cli.Evaluation.Pairs;

/// <summary>Why a picture takes no part. A closed set.</summary>
internal enum ExclusionReason
{
    /// <summary>It was read and has no face.</summary>
    NoFace,

    /// <summary>It is damaged or empty, or its file cannot be read.</summary>
    Unreadable,

    /// <summary>It is not JPEG, PNG, WebP, GIF or BMP.</summary>
    Unsupported,

    /// <summary>It has too many bytes or pixels.</summary>
    TooLarge,

    /// <summary>There is no such file.</summary>
    Missing,
}

/// <summary>A picture that is byte for byte the same as another.</summary>
/// <param name="Place">Its place among all, from 0.</param>
/// <param name="Of">The place of the first that is the same.</param>
internal readonly record struct Copy(int Place, int Of);

/// <summary>A picture that takes no part.</summary>
/// <param name="Place">Its place among all, from 0.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct Exclusion(int Place, ExclusionReason Reason);

/// <summary>What there is to say of pictures, apart from who is on them.</summary>
/// <param name="Excluded">Those that take no part, in order.</param>
/// <param name="Copies">Those that are the same file as an earlier one.</param>
/// <param name="Incomplete">The places of those whose files were cut short, in order, whether they take part or not.</param>
internal sealed record PictureRemarks(IReadOnlyList<Exclusion> Excluded, IReadOnlyList<Copy> Copies, IReadOnlyList<int> Incomplete);
