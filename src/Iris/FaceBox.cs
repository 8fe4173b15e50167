using System.Numerics;
using Iris.Imaging;

namespace Iris;

/// <summary>An upright rectangle in pixels of the upright picture; it may reach beyond the picture's edges.</summary>
/// <param name="Left">The left edge.</param>
/// <param name="Top">The upper edge.</param>
/// <param name="Right">The right edge.</param>
/// <param name="Bottom">The lower edge.</param>
public readonly record struct FaceBox(float Left, float Top, float Right, float Bottom)
{
    /// <summary>The width in pixels.</summary>
    public float Width => Right - Left;

    /// <summary>The height in pixels.</summary>
    public float Height => Bottom - Top;

    /// <summary>The length of the shorter side in pixels.</summary>
    public float ShortSide => Math.Min(Width, Height);

    /// <summary>The area in square pixels; 0 for an empty box.</summary>
    public float Area => Math.Max(Width, 0) * Math.Max(Height, 0);

    internal Vector2 Centre => new((Left + Right) / 2, (Top + Bottom) / 2);

    /// <summary>The overlap with another box: intersection over union, 0 to 1.</summary>
    /// <param name="other">The other box.</param>
    public float IntersectionOverUnion(FaceBox other)
    {
        float width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        float height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        float intersection = width * height;
        return intersection / (Area + other.Area - intersection);
    }

    internal bool Contains(Vector2 point) => point.X >= Left && point.X <= Right && point.Y >= Top && point.Y <= Bottom;

    internal FaceBox Scaled(float factor) => new(
        PixelCentre.Scale(Left, factor), PixelCentre.Scale(Top, factor), PixelCentre.Scale(Right, factor), PixelCentre.Scale(Bottom, factor));
}
