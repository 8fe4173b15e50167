namespace Iris.Testing.Kinds;

/// <summary>
/// A kind of picture that a format has: the rows of the table in docs/security.md. Whatever has to hold for every kind is tested over <see cref="All"/>.
/// </summary>
/// <param name="Format">The format, such as PNG.</param>
/// <param name="Name">The kind, as the table names it.</param>
/// <param name="Make">Writes a picture in it.</param>
public sealed record PictureKind(string Format, string Name, Func<GreyPicture, byte[]> Make)
{
    /// <summary>Every kind.</summary>
    public static IReadOnlyList<PictureKind> All { get; } = [.. JpegKinds.All, .. PngKinds.All, .. WebPKinds.All, .. GifKinds.All, .. BmpKinds.All];

    /// <summary>What becomes of it: null where it is read.</summary>
    public PictureOutcome? Refusal { get; init; }

    /// <summary>How many levels of grey it tells apart, each of which it keeps exactly; 0 where it does not keep them.</summary>
    public int Levels { get; init; }

    /// <summary>The kind of a format and a name.</summary>
    /// <param name="title">What <see cref="ToString"/> says.</param>
    public static PictureKind Find(string title) => All.Single(kind => kind.ToString() == title);

    /// <summary>The format and the kind.</summary>
    public override string ToString() => $"{Format}: {Name}";
}
