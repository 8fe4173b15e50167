namespace Iris.Detection;

/// <summary>Angles in radians.</summary>
internal static class Angle
{
    public const float Degree = MathF.PI / 180;

    /// <summary>How far two directions are apart, 0 to π.</summary>
    public static float Distance(float a, float b) => MathF.Abs(MathF.IEEERemainder(a - b, MathF.Tau));
}
