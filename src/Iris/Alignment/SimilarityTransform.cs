using System.Numerics;

namespace Iris.Alignment;

/// <summary>
/// A rotation, a uniform scale and a translation of the plane: (x, y) → (A·x − B·y + X, B·x + A·y + Y).
/// </summary>
internal readonly record struct SimilarityTransform(float A, float B, float X, float Y)
{
    /// <summary>How many target pixels a source pixel becomes.</summary>
    public float Scale => MathF.Sqrt((A * A) + (B * B));

    /// <summary>Scales and turns the plane about a point, which it moves to another.</summary>
    /// <param name="centre">The point.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="angle">Radians, clockwise as seen in a picture.</param>
    public static SimilarityTransform About(Vector2 centre, Vector2 target, float scale, float angle)
    {
        (float sin, float cos) = MathF.SinCos(angle);
        float a = cos * scale;
        float b = sin * scale;
        return new(a, b, target.X - ((a * centre.X) - (b * centre.Y)), target.Y - ((b * centre.X) + (a * centre.Y)));
    }

    /// <summary>
    /// The transform that brings a set of points nearest to another in the sense of least squares (Umeyama, "Least-squares
    /// estimation of transformation parameters between two point patterns", 1991; in the plane and without reflection it has this
    /// closed form, the points read as complex numbers).
    /// </summary>
    /// <param name="from">The points; not all in one place, or the result is not finite.</param>
    /// <param name="to">Their targets, as many.</param>
    public static SimilarityTransform Fit(ReadOnlySpan<Vector2> from, ReadOnlySpan<Vector2> to)
    {
        (double fromX, double fromY) = Mean(from);
        (double toX, double toY) = Mean(to);
        double real = 0, imaginary = 0, variance = 0;
        for (int i = 0; i < from.Length; i++)
        {
            double sourceX = from[i].X - fromX, sourceY = from[i].Y - fromY;
            double targetX = to[i].X - toX, targetY = to[i].Y - toY;
            real += (sourceX * targetX) + (sourceY * targetY);
            imaginary += (sourceX * targetY) - (sourceY * targetX);
            variance += (sourceX * sourceX) + (sourceY * sourceY);
        }

        double a = real / variance, b = imaginary / variance;
        return new((float)a, (float)b, (float)(toX - ((a * fromX) - (b * fromY))), (float)(toY - ((b * fromX) + (a * fromY))));
    }

    public Vector2 Apply(Vector2 point) => new((A * point.X) - (B * point.Y) + X, (B * point.X) + (A * point.Y) + Y);

    public SimilarityTransform Inverse()
    {
        float square = (A * A) + (B * B);
        float a = A / square;
        float b = -B / square;
        return new(a, b, -((a * X) - (b * Y)), -((b * X) + (a * Y)));
    }

    private static (double X, double Y) Mean(ReadOnlySpan<Vector2> points)
    {
        double x = 0, y = 0;
        foreach (Vector2 point in points)
        {
            x += point.X;
            y += point.Y;
        }

        return (x / points.Length, y / points.Length);
    }
}
