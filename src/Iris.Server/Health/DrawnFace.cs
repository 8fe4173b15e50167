using System.Numerics;
using System.Numerics.Tensors;

namespace Iris.Server.Health;

/// <summary>
/// A drawing of a face, as <c>iris verify</c> draws them but without grain, and what the engine must make of it: nobody's picture. Small, so that
/// trying the engine takes it no longer than the smallest picture of a request.
/// </summary>
internal static class DrawnFace
{
    // Where the eyes were drawn, and how far a pupil may be from there and still be in the eye. Measured with the default pack: 0.8 pixels.
    private static readonly Vector2 LeftEye = new(93, 110);
    private static readonly Vector2 RightEye = new(147, 110);
    private const float MaxDistance = 8;

    private const float MaxErrorOfLength = 0.001f;

    // The same picture gives the same embedding but for rounding.
    private const float MinSimilarity = 0.999f;

    /// <summary>The JPEG file, 240 × 240 pixels.</summary>
    public static byte[] Read()
    {
        using Stream resource = typeof(DrawnFace).Assembly.GetManifestResourceStream(typeof(DrawnFace), "face.jpg")!;
        byte[] file = new byte[resource.Length];
        resource.ReadExactly(file);
        return file;
    }

    /// <summary>Judges what the engine has made of it.</summary>
    /// <param name="faces">That.</param>
    /// <param name="first">The embedding that it had the first time; null when this is the first time.</param>
    public static EngineState Judge(PictureFaces faces, ReadOnlySpan<float> first)
    {
        bool isFound = faces.Count == 1
            && Vector2.Distance(faces[0].Landmarks.LeftEye, LeftEye) <= MaxDistance
            && Vector2.Distance(faces[0].Landmarks.RightEye, RightEye) <= MaxDistance;
        if (!isFound)
        {
            return EngineState.FindsNoFace;
        }

        // Written so that what is no number does not pass.
        ReadOnlySpan<float> embedding = faces.Embedding(0);
        bool isUnit = MathF.Abs(TensorPrimitives.Norm(embedding) - 1) <= MaxErrorOfLength;
        bool isTheSame = first.IsEmpty || TensorPrimitives.Dot(embedding, first) >= MinSimilarity;
        return isUnit && isTheSame ? EngineState.Works : EngineState.EmbedsWrongly;
    }
}
