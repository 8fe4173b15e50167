namespace Iris.Client;

/// <summary>A face in a picture.</summary>
public sealed record Face
{
    /// <summary>Where it is.</summary>
    public required FaceBox Box { get; init; }

    /// <summary>Where its features are.</summary>
    public required FaceLandmarks Landmarks { get; init; }

    /// <summary>How well it can be compared.</summary>
    public required FaceQuality Quality { get; init; }
}

/// <summary>A rectangle, in pixels of the upright picture. It may reach beyond the picture's edge.</summary>
/// <param name="X">The left edge.</param>
/// <param name="Y">The upper edge.</param>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
public readonly record struct FaceBox(double X, double Y, double Width, double Height);

/// <summary>A point, in pixels of the upright picture from its upper left corner.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Downwards.</param>
public readonly record struct PicturePoint(double X, double Y);

/// <summary>Five points of a face. Left is the picture's left, not the person's.</summary>
public sealed record FaceLandmarks
{
    /// <summary>The middle of the left eye.</summary>
    public required PicturePoint LeftEye { get; init; }

    /// <summary>The middle of the right eye.</summary>
    public required PicturePoint RightEye { get; init; }

    /// <summary>The tip of the nose.</summary>
    public required PicturePoint Nose { get; init; }

    /// <summary>The left corner of the mouth.</summary>
    public required PicturePoint LeftMouth { get; init; }

    /// <summary>The right corner of the mouth.</summary>
    public required PicturePoint RightMouth { get; init; }
}

/// <summary>How well a face can be compared. What this server does not measure is null.</summary>
public sealed record FaceQuality
{
    /// <summary>The shorter side of the box, in pixels.</summary>
    public double? Size { get; init; }

    /// <summary>How much detail there is, 0 for none to 1. It falls with blur.</summary>
    public double? Sharpness { get; init; }

    /// <summary>The mean brightness of the face, 0 for black to 1 for white.</summary>
    public double? Brightness { get; init; }

    /// <summary>How the line through the eyes is turned: degrees, positive clockwise as seen, −180 to 180.</summary>
    public double? Roll { get; init; }

    /// <summary>How far the face is turned aside: degrees, positive to the picture's right, −90 to 90. An estimate.</summary>
    public double? Yaw { get; init; }

    /// <summary>How far the face is raised: degrees, positive upwards, −90 to 90. An estimate.</summary>
    public double? Pitch { get; init; }

    /// <summary>How sure the landmark network is that this is a face, 0 to 1.</summary>
    public double? FaceFlag { get; init; }

    /// <summary>How sure the detector is that this is a face, 0 to 1.</summary>
    public double? DetectionScore { get; init; }
}
