using System.Numerics;

namespace Iris.Imaging;

/// <summary>Coordinates that count from the centre of the first pixel, moved to a picture of another size.</summary>
internal static class PixelCentre
{
    public static float Scale(float coordinate, float factor) => ((coordinate + 0.5f) * factor) - 0.5f;

    public static Vector2 Scale(Vector2 point, float factor) => new(Scale(point.X, factor), Scale(point.Y, factor));
}
