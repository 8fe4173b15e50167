using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Iris.Testing;

/// <summary>One face as the reference implementation sees it.</summary>
/// <param name="Box">Left, top, right and bottom of the face mesh in pixels.</param>
/// <param name="Flag">The mesh network's confidence, 0 to 1.</param>
/// <param name="Landmarks">Five points (x, y): image-left eye, image-right eye, nose, image-left and image-right mouth corner.</param>
/// <param name="Embedding">A unit vector of 192 elements; null but for the two largest faces.</param>
public sealed record GoldenFace(float[] Box, float Flag, float[][] Landmarks, float[]? Embedding)
{
    /// <summary>The landmarks in the engine's type.</summary>
    [JsonIgnore]
    public FaceLandmarks Points => new(Point(0), Point(1), Point(2), Point(3), Point(4));

    private Vector2 Point(int index) => new(Landmarks[index][0], Landmarks[index][1]);
}

/// <summary>A picture as the reference implementation sees it.</summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Faces">The faces, largest first.</param>
public sealed record GoldenPicture(int Width, int Height, IReadOnlyList<GoldenFace> Faces);

/// <summary>
/// The outputs of a slow, independent implementation of the pipeline: those for the pictures that the project holds are in
/// <c>tests/faces/golden.json</c>, those for the others in the optional folder.
/// </summary>
public static class GoldenVectors
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    private static readonly Lazy<IReadOnlyDictionary<string, GoldenPicture>> Held = new(() =>
        Read<GoldenFile>(Path.Combine(Pictures.Folder, "golden.json")).Pictures);

    private static readonly Lazy<IReadOnlyDictionary<string, GoldenPicture>> Optional = new(() => Pictures.OptionalFolder is null
        ? new Dictionary<string, GoldenPicture>()
        : Read<Dictionary<string, GoldenPicture>>(Path.Combine(Pictures.OptionalFolder, "reference", "vectors.json")));

    /// <summary>The reference for a picture.</summary>
    /// <param name="name">The picture's name.</param>
    public static GoldenPicture Of(string name) => Held.Value.TryGetValue(name, out GoldenPicture? picture) ? picture : Optional.Value[name];

    private static T Read<T>(string file) =>
        JsonSerializer.Deserialize<T>(File.ReadAllBytes(file), Options) ?? throw new JsonException($"{file} is empty.");

    private sealed record GoldenFile(string Source, Dictionary<string, GoldenPicture> Pictures);
}
