using System.Numerics;
using Iris.Imaging;

namespace Iris.Detection;

/// <summary>
/// A region of a picture fitted into the middle of a square, black around it, and turned by quarter turns if asked to.
/// </summary>
internal readonly struct Letterbox
{
    private readonly Region _region;
    private readonly Orientation _turn;
    private readonly int _side;
    private readonly float _scale;
    private readonly Vector2 _content;
    private readonly Vector2 _offset;

    /// <param name="region">What to show.</param>
    /// <param name="turn">How to turn it: upright, half, clockwise or counterclockwise.</param>
    /// <param name="side">The square's side in pixels.</param>
    public Letterbox(Region region, Orientation turn, int side)
    {
        _region = region;
        _turn = turn;
        _side = side;
        _scale = side / Math.Max(region.Width, region.Height);

        // Whole pixels: a blurred edge of the content would cost the detector some of its certainty.
        _content = new(Fit(region.Width), Fit(region.Height));
        _offset = new(MathF.Floor((side - _content.X) / 2), MathF.Floor((side - _content.Y) / 2));
    }

    /// <summary>Draws the square.</summary>
    public Picture Draw(Picture picture)
    {
        float stepX = _region.Width / _content.X;
        float stepY = _region.Height / _content.Y;
        var square = new Region(_region.X - (_offset.X * stepX), _region.Y - (_offset.Y * stepY), _side * stepX, _side * stepY);
        Picture drawn = AreaResampler.Resample(picture, square, _side, _side);
        if (_turn == Orientation.Upright)
        {
            return drawn;
        }

        using (drawn)
        {
            return Reorientation.Apply(drawn, _turn);
        }
    }

    /// <summary>Where a point of the square lies in the picture.</summary>
    public Vector2 ToPicture(Vector2 point)
    {
        Vector2 upright = _turn switch
        {
            Orientation.TurnHalf => new(_side - point.X, _side - point.Y),
            Orientation.TurnClockwise => new(point.Y, _side - point.X),
            Orientation.TurnCounterclockwise => new(_side - point.Y, point.X),
            _ => point,
        };
        return ((upright - _offset) / _scale) + new Vector2(_region.X, _region.Y);
    }

    /// <summary>The rectangle in the picture of a rectangle in the square.</summary>
    public FaceBox ToPicture(Vector2 centre, Vector2 size)
    {
        Vector2 corner = ToPicture(centre - (size / 2));
        Vector2 opposite = ToPicture(centre + (size / 2));
        Vector2 low = Vector2.Min(corner, opposite);
        Vector2 high = Vector2.Max(corner, opposite);
        return new(low.X, low.Y, high.X, high.Y);
    }

    private float Fit(float length) => Math.Max(1, MathF.Round(length * _scale));
}
