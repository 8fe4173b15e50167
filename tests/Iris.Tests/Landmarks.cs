using System.Numerics;

namespace Iris.Tests;

/// <summary>How far landmarks are from where they should be.</summary>
internal static class Landmarks
{
    /// <summary>The largest distance between two faces' landmarks, as a share of the expected distance of the eyes.</summary>
    public static float Error(FaceLandmarks actual, FaceLandmarks expected)
    {
        ReadOnlySpan<Vector2> a = [actual.LeftEye, actual.RightEye, actual.Nose, actual.LeftMouth, actual.RightMouth];
        ReadOnlySpan<Vector2> b = [expected.LeftEye, expected.RightEye, expected.Nose, expected.LeftMouth, expected.RightMouth];
        float error = 0;
        for (int i = 0; i < a.Length; i++)
        {
            error = Math.Max(error, Vector2.Distance(a[i], b[i]));
        }

        return error / expected.EyeDistance;
    }
}
