using System.Numerics;
using CsCheck;
using Iris.Alignment;

namespace Iris.Tests;

public sealed class SimilarityTransformTests
{
    // Single precision at coordinates up to some thousands.
    private const float Tolerance = 0.01f;

    private static readonly Gen<Vector2> Points = Gen.Select(Gen.Float[-500, 500], Gen.Float[-500, 500]).Select((x, y) => new Vector2(x, y));

    private static readonly Gen<SimilarityTransform> Transforms =
        Gen.Select(Points, Points, Gen.Float[0.05f, 10], Gen.Float[-MathF.PI, MathF.PI]).Select(SimilarityTransform.About);

    // Spread out: a fit to points that all but coincide says nothing.
    private static readonly Gen<Vector2[]> Shapes = Points.Array[5].Where(points => points.Max(point => Vector2.Distance(point, points[0])) > 50);

    [Fact]
    public void A_fit_recovers_the_transform_that_moved_the_points() => Gen.Select(Transforms, Shapes).Sample((transform, points) =>
    {
        SimilarityTransform fitted = SimilarityTransform.Fit(points, [.. points.Select(transform.Apply)]);
        AssertNear(transform.Apply(new(100, -50)), fitted.Apply(new(100, -50)));
        AssertNear(transform.Apply(new(-200, 300)), fitted.Apply(new(-200, 300)));
    });

    [Fact]
    public void No_transform_near_a_fit_is_a_better_one() => Gen.Select(Shapes, Shapes).Sample((from, to) =>
    {
        SimilarityTransform best = SimilarityTransform.Fit(from, to);
        double error = SquaredError(best, from, to);
        foreach (SimilarityTransform other in (SimilarityTransform[])
            [
                best with { A = best.A + 0.01f }, best with { A = best.A - 0.01f }, best with { B = best.B + 0.01f },
                best with { B = best.B - 0.01f }, best with { X = best.X + 1 }, best with { Y = best.Y - 1 },
            ])
        {
            Assert.True(SquaredError(other, from, to) > error);
        }
    });

    [Fact]
    public void The_inverse_brings_every_point_back() => Gen.Select(Transforms, Points).Sample((transform, point) =>
        AssertNear(point, transform.Inverse().Apply(transform.Apply(point))));

    [Fact]
    public void A_transform_about_a_point_moves_it_to_its_target_and_scales_distances() =>
        Gen.Select(Points, Points, Gen.Float[0.05f, 10], Gen.Float[-MathF.PI, MathF.PI]).Sample((centre, target, scale, angle) =>
        {
            SimilarityTransform transform = SimilarityTransform.About(centre, target, scale, angle);
            (float sin, float cos) = MathF.SinCos(angle);
            AssertNear(target, transform.Apply(centre));
            AssertNear(target + (10 * scale * new Vector2(cos, sin)), transform.Apply(centre + new Vector2(10, 0)));
            Assert.Equal(scale, transform.Scale, scale * 1e-5f);
        });

    private static void AssertNear(Vector2 expected, Vector2 actual) =>
        Assert.True(Vector2.Distance(expected, actual) <= Tolerance, $"{actual}, not {expected}");

    private static double SquaredError(SimilarityTransform transform, Vector2[] from, Vector2[] to) =>
        from.Zip(to).Sum(pair => (double)Vector2.DistanceSquared(transform.Apply(pair.First), pair.Second));
}
