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

/// <summary>Says what the engine found as a server's answer would, to the digit: numbers are rounded by the same formats.</summary>
internal static class Answers
{
    private const string Hundredths = "0.##";
    private const string Shares = "0.####";

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
    public static double Rate(double rate) => Rounded(rate, "0.#########");

    /// <summary>The rates that a threshold can be chosen by; null where none was measured.</summary>
    public static SupportedRates? SupportedRatesOf(FalseMatchCurve curve) =>
        curve.IsMeasured ? new() { Lowest = Rate(curve.LowestRate), Highest = Rate(curve.HighestRate) } : null;

    public static Face FaceOf(in DetectedFace face) => new()
    {
        Box = new ClientBox(
            Rounded(face.Box.Left, Hundredths), Rounded(face.Box.Top, Hundredths), Rounded(face.Box.Width, Hundredths), Rounded(face.Box.Height, Hundredths)),
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
            Size = Rounded(face.Box.ShortSide, Hundredths),
            Sharpness = Rounded(face.Quality.Sharpness, Shares),
            Brightness = Rounded(face.Quality.Brightness, Shares),
            Roll = Rounded(face.Pose.Roll, Hundredths),
            Yaw = KnownOrNull(face.Pose.Yaw, Hundredths),
            Pitch = KnownOrNull(face.Pose.Pitch, Hundredths),
            FaceFlag = KnownOrNull(face.FaceFlag, "0.######"),
            DetectionScore = Rounded(face.DetectionScore, Shares),
        },
    };

    private static PicturePoint PointOf(Vector2 point) => new(Rounded(point.X, Hundredths), Rounded(point.Y, Hundredths));

    // Math.Round would round halves to even, which the formats round up.
    private static double? KnownOrNull(float value, string format) => float.IsNaN(value) ? null : Rounded(value, format);

    private static double Rounded(double value, string format) =>
        double.Parse(value.ToString(format, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
