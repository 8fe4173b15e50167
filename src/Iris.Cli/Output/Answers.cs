using System.Globalization;
using System.Numerics;
using Iris.Client;
using Iris.Models;
using ClientBound = Iris.Client.RateBound;
using ClientBox = Iris.Client.FaceBox;
using ClientLandmarks = Iris.Client.FaceLandmarks;
using ClientModel = Iris.Client.ModelPack;
using ClientQuality = Iris.Client.FaceQuality;

namespace Iris.Cli.Output;

/// <summary>Says what the engine found as a server's answer would, to the digit.</summary>
internal static class Answers
{
    public static ClientModel ModelOf(ModelManifest manifest) => new(manifest.Name, manifest.Version);

    public static Outcome OutcomeOf(PictureOutcome outcome) => outcome switch
    {
        PictureOutcome.FaceFound => Outcome.Compared,
        PictureOutcome.NoFace => Outcome.NoFace,
        PictureOutcome.Unsupported => Outcome.Unsupported,
        PictureOutcome.TooLarge => Outcome.TooLarge,
        _ => Outcome.Unreadable,
    };

    public static ClientBound BoundOf(Models.RateBound bound) => bound switch
    {
        Models.RateBound.Upper => ClientBound.Upper,
        Models.RateBound.Lower => ClientBound.Lower,
        _ => ClientBound.None,
    };

    /// <summary>A similarity with as many digits as tell it from the next.</summary>
    public static double Shortest(float value) => double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A rate with as many digits as an answer has.</summary>
    public static double Rate(double rate) => Math.Round(rate, 9);

    public static Face FaceOf(in DetectedFace face) => new()
    {
        Box = new ClientBox(Hundredths(face.Box.Left), Hundredths(face.Box.Top), Hundredths(face.Box.Width), Hundredths(face.Box.Height)),
        Landmarks = new ClientLandmarks
        {
            LeftEye = PointOf(face.Landmarks.LeftEye),
            RightEye = PointOf(face.Landmarks.RightEye),
            Nose = PointOf(face.Landmarks.Nose),
            LeftMouth = PointOf(face.Landmarks.LeftMouth),
            RightMouth = PointOf(face.Landmarks.RightMouth),
        },
        Quality = new ClientQuality
        {
            Size = Hundredths(face.Box.ShortSide),
            Sharpness = Math.Round(face.Quality.Sharpness, 4),
            Brightness = Math.Round(face.Quality.Brightness, 4),
            Roll = Hundredths(face.Pose.Roll),
            Yaw = float.IsNaN(face.Pose.Yaw) ? null : Hundredths(face.Pose.Yaw),
            Pitch = float.IsNaN(face.Pose.Pitch) ? null : Hundredths(face.Pose.Pitch),
            FaceFlag = float.IsNaN(face.FaceFlag) ? null : Math.Round(face.FaceFlag, 6),
            DetectionScore = Math.Round(face.DetectionScore, 4),
        },
    };

    private static PicturePoint PointOf(Vector2 point) => new(Hundredths(point.X), Hundredths(point.Y));

    private static double Hundredths(float value) => Math.Round(value, 2);
}
