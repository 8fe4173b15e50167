namespace Iris.Imaging;

/// <summary>
/// A rectangle of a picture in pixels, (0, 0) being the outer corner of the upper left pixel. It may reach beyond the picture,
/// which is black there: that is how a letterbox and a border come about without copying pixels.
/// </summary>
internal readonly record struct Region(float X, float Y, float Width, float Height)
{
    /// <summary>The region with a border on every side.</summary>
    public Region Grow(float border) => new(X - border, Y - border, Width + (2 * border), Height + (2 * border));
}
