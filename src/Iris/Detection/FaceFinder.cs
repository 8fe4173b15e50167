using System.Numerics;
using Iris.Imaging;
using Iris.Inference;
using Iris.Memory;
using Iris.Models;

namespace Iris.Detection;

/// <summary>Finds the faces of a picture, with one or several networks: what they are, the pack says. Thread-safe.</summary>
internal abstract class FaceFinder : IDisposable
{
    /// <summary>The most faces of a picture. Bounds the work that one made to look like hundreds of faces can cause.</summary>
    public const int MaxFaces = 128;

    // Small faces: overlapping tiles of this share of the long side.
    private const float TileShare = 0.6f;

    // Small faces beside large ones: tiles of half and of a quarter. Measured: an eighth takes twice as long, finds no further face and
    // a part of one.
    private const float HalfTileShare = 0.5f;
    private const float QuarterTileShare = 0.25f;

    // A picture with a shorter side holds no face that could be compared.
    private const int MinShortSide = 12;

    /// <summary>The ways to turn a picture whose faces are not upright.</summary>
    protected static ReadOnlySpan<Orientation> Turns => [Orientation.TurnHalf, Orientation.TurnClockwise, Orientation.TurnCounterclockwise];

    /// <summary>Loads the networks of a pack's detector.</summary>
    /// <exception cref="ModelPackException">A file of the pack is missing, damaged or not what the manifest describes.</exception>
    /// <exception cref="ExecutionProviderException">The provider cannot be used.</exception>
    public static FaceFinder Load(ModelPack pack, ExecutionProvider provider) => pack.Manifest.Detector switch
    {
        DetectorKind.YuNet => new LandmarkFaceFinder(new YuNet(pack, provider)),
        DetectorKind.Scrfd => new LandmarkFaceFinder(new Scrfd(pack, provider)),
        _ => new MeshFaceFinder(pack, provider),
    };

    /// <summary>Finds the faces of a picture, largest first, in that picture's pixels.</summary>
    public void Find(Picture picture, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        if (Math.Min(picture.Width, picture.Height) >= MinShortSide)
        {
            FindIn(picture, run, faces);
            SortByArea(faces);
        }
    }

    /// <summary>Adds the small faces that tiles of a picture show to those that were found in it as a whole, which stay as they are.</summary>
    /// <param name="finest">The picture in the finest decode there is.</param>
    /// <param name="picture">The picture that the faces were found in.</param>
    /// <param name="run">The picture's runs.</param>
    /// <param name="faces">The faces, largest first, in pixels of <paramref name="picture"/>.</param>
    public void FindSmall(Picture finest, Picture picture, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        if (Math.Min(picture.Width, picture.Height) < MinShortSide)
        {
            return;
        }

        using var small = new SensitiveList<DetectedFace>(MaxFaces);
        FindInTiles(finest, [.. Tiles(finest, HalfTileShare), .. Tiles(finest, QuarterTileShare)], run, small);
        SortByArea(small);
        float scale = (float)picture.LongSide / finest.LongSide;
        foreach (DetectedFace face in small.Items)
        {
            DetectedFace scaled = face.Scaled(scale);
            if (!faces.IsFull && !FaceEvidence.IsPartOfAny(faces.Items, scaled))
            {
                faces.Add(scaled);
            }
        }

        SortByArea(faces);
    }

    /// <summary>Fits a face again in a finer picture than the one that it was found in.</summary>
    /// <param name="finer">The finer picture.</param>
    /// <param name="face">The face in that picture's pixels.</param>
    /// <param name="run">The picture's runs.</param>
    /// <returns>The landmarks in that picture: new ones where they are certain, else those of the face.</returns>
    public abstract FaceLandmarks Refit(Picture finer, DetectedFace face, InferenceRun run);

    /// <summary>Runs the stages that a picture without a face does not reach, on made-up faces.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="run">The picture's runs.</param>
    /// <param name="faces">Where the made-up faces go: a large one and a small one, in the middle of the picture.</param>
    public void WarmUp(Picture picture, InferenceRun run, SensitiveList<DetectedFace> faces)
    {
        Vector2 centre = new Vector2(picture.Width, picture.Height) / 2;
        foreach (float eyeDistance in (ReadOnlySpan<float>)[picture.LongSide / 4f, picture.LongSide / 16f])
        {
            float half = eyeDistance / 2;
            FaceLandmarks landmarks = new(
                centre - new Vector2(half), centre + new Vector2(half, -half), centre, centre + new Vector2(-half, half), centre + new Vector2(half));
            FaceBox box = new(centre.X - eyeDistance, centre.Y - eyeDistance, centre.X + eyeDistance, centre.Y + eyeDistance);
            faces.Add(new(box, landmarks, Pose: default, DetectionScore: 1, FaceFlag: 1));
        }

        WarmUp(picture, faces, run);
        SortByArea(faces);
    }

    public abstract void Dispose();

    /// <summary>Finds the faces of a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="run">Its runs.</param>
    /// <param name="faces">Where the faces go, in the picture's pixels, in any order. Empty before.</param>
    protected abstract void FindIn(Picture picture, InferenceRun run, SensitiveList<DetectedFace> faces);

    /// <summary>Finds the faces that tiles of a picture show, each once.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="tiles">The tiles.</param>
    /// <param name="run">The picture's runs.</param>
    /// <param name="faces">Where the faces go, in the picture's pixels, in any order. Empty before.</param>
    protected abstract void FindInTiles(Picture picture, ReadOnlySpan<Region> tiles, InferenceRun run, SensitiveList<DetectedFace> faces);

    /// <summary>Runs what comes after a detector's run, on made-up faces.</summary>
    protected abstract void WarmUp(Picture picture, SensitiveList<DetectedFace> faces, InferenceRun run);

    /// <summary>All of a picture.</summary>
    protected static Region WholeOf(Picture picture) => new(0, 0, picture.Width, picture.Height);

    /// <summary>Overlapping tiles of a picture, for small faces where others were not found.</summary>
    protected static Region[] TilesOf(Picture picture) => Tiles(picture, TileShare);

    private static void SortByArea(SensitiveList<DetectedFace> faces) =>
        faces.Items.Sort(static (a, b) => b.Box.Area.CompareTo(a.Box.Area));

    private static Region[] Tiles(Picture picture, float share)
    {
        (int width, int height) = (picture.Width, picture.Height);
        int side = Math.Max(1, (int)(picture.LongSide * share));
        return [.. from y in TileStarts(height, side) from x in TileStarts(width, side)
                   select new Region(x, y, Math.Min(side, width - x), Math.Min(side, height - y))];
    }

    // From end to end, neighbours overlapping by half a tile or more, so that one of them shows a face in between whole.
    private static IEnumerable<int> TileStarts(int length, int side)
    {
        int rest = Math.Max(0, length - side);
        int steps = (int)Math.Ceiling(rest / (side / 2.0));
        return Enumerable.Range(0, steps + 1).Select(i => steps == 0 ? 0 : rest * i / steps);
    }
}
