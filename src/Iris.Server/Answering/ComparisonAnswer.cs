using System.Numerics;
using Iris.Models;
using Iris.Server.Comparison;
using Iris.Server.Reading;

namespace Iris.Server.Answering;

/// <summary>Writes the parts that answers under <c>/v1</c> are made of. A property that does not apply is left out.</summary>
internal static class ComparisonAnswer
{
    // Hundredths of a pixel and of a degree; the rest is finer than anything that is measured.
    private const string Hundredths = "0.##";
    private const string Shares = "0.####";
    private const string Rates = "0.#########";

    public static void WriteModel(JsonOutput json, ModelManifest model)
    {
        json.Property("model"u8);
        json.BeginObject();
        json.String("name"u8, model.Name);
        json.String("version"u8, model.Version);
        json.EndObject();
    }

    public static void WriteThreshold(JsonOutput json, in Threshold threshold)
    {
        json.Property("threshold"u8);
        json.BeginObject();
        json.Number("similarity"u8, threshold.Similarity);
        WriteRate(json, threshold.Rate);
        WriteSupportedRates(json, threshold.Curve);
        json.EndObject();
    }

    public static void WriteTarget(JsonOutput json, in ReadPicture target)
    {
        json.Property("target"u8);
        json.BeginObject();
        json.String("outcome"u8, Name(target.Outcome));
        if (target.Faces is { } faces)
        {
            WriteSize(json, faces.Width, faces.Height, faces.Seen, faces.IsIncomplete);
            WriteFaces(json, faces, faces.EmbeddedCount);
        }

        json.EndObject();
    }

    public static void WriteFaces(JsonOutput json, PictureFaces? faces, int count)
    {
        json.Property("faces"u8);
        json.BeginArray();
        for (int i = 0; i < count; i++)
        {
            WriteFace(json, faces![i]);
        }

        json.EndArray();
    }

    /// <summary>Writes what a candidate's similarity means.</summary>
    public static void WriteVerdict(JsonOutput json, in CandidateResult result, in Threshold threshold)
    {
        json.Number("similarity"u8, result.Similarity);
        WriteRate(json, threshold.Curve.RateAt(result.Similarity));
        json.String("decision"u8, threshold.IsMatch(result.Similarity) ? "match"u8 : "no_match"u8);
    }

    /// <summary>Writes what was found in a candidate's picture.</summary>
    public static void WriteCandidate(JsonOutput json, in CandidateResult result)
    {
        if (result.Width > 0)
        {
            WriteSize(json, result.Width, result.Height, result.FacesSeen, result.IsIncomplete);
        }

        if (result.Outcome == ImageOutcome.FaceFound)
        {
            json.Property("face"u8);
            WriteFace(json, result.Face);
            json.Number("target_face"u8, result.TargetFace);
        }
    }

    /// <summary>Writes the members of a candidate of a list.</summary>
    public static void WriteListed(JsonOutput json, CompareRequest request, int index, in CandidateResult result, in Threshold threshold)
    {
        json.Number("index"u8, index);
        json.String("name"u8, request[request.People[index].Name]);
        json.String("outcome"u8, Name(result.Outcome));
        if (result.Outcome == ImageOutcome.FaceFound)
        {
            WriteVerdict(json, result, threshold);
        }

        WriteCandidate(json, result);
    }

    public static void WriteTotals(JsonOutput json, ReadOnlySpan<CandidateResult> results, in Threshold threshold)
    {
        long compared = 0, matches = 0, pairs = 0;
        foreach (ref readonly CandidateResult result in results)
        {
            compared += result.Outcome == ImageOutcome.FaceFound ? 1 : 0;
            matches += threshold.IsMatch(result.Similarity) ? 1 : 0;
            pairs += result.Pairs;
        }

        json.Property("totals"u8);
        json.BeginObject();
        json.Number("candidates"u8, results.Length);
        json.Number("compared"u8, compared);
        json.Number("matches"u8, matches);
        json.Number("comparisons"u8, pairs);
        json.Number("chance_of_false_match"u8, FalseMatchCurve.ChanceOfAnyFalseMatch(threshold.Rate.Rate, pairs), Rates);
        json.String("chance_of_false_match_bound"u8, Name(threshold.Rate.Bound));
        json.EndObject();
    }

    /// <summary>Writes a picture's size, the number of its faces, and that its file was cut short if it was.</summary>
    public static void WriteSize(JsonOutput json, int width, int height, int facesSeen, bool isIncomplete)
    {
        json.Number("width"u8, width);
        json.Number("height"u8, height);
        json.Number("faces_seen"u8, facesSeen);
        json.Flag("incomplete"u8, isIncomplete);
    }

    /// <summary>The name of an outcome.</summary>
    public static ReadOnlySpan<byte> Name(ImageOutcome outcome) => outcome switch
    {
        ImageOutcome.FaceFound => "compared"u8,
        ImageOutcome.NoFace => "no_face"u8,
        ImageOutcome.Unreadable => "unreadable"u8,
        ImageOutcome.Unsupported => "unsupported"u8,
        ImageOutcome.TooLarge => "too_large"u8,
        ImageOutcome.RefusedAddress => "refused_address"u8,
        ImageOutcome.FetchFailed => "fetch_failed"u8,
        ImageOutcome.TimedOut => "timed_out"u8,
        _ => "not_compared"u8,
    };

    private static ReadOnlySpan<byte> Name(RateBound bound) => bound switch
    {
        RateBound.Upper => "upper"u8,
        RateBound.Lower => "lower"u8,
        _ => "none"u8,
    };

    private static void WriteRate(JsonOutput json, FalseMatchRate rate)
    {
        json.Number("false_match_rate"u8, rate.Rate, Rates);
        json.String("false_match_rate_bound"u8, Name(rate.Bound));
    }

    // For whoever lets somebody choose among them.
    private static void WriteSupportedRates(JsonOutput json, FalseMatchCurve curve)
    {
        if (!curve.IsMeasured)
        {
            return;
        }

        json.Property("supported_rates"u8);
        json.BeginObject();
        json.Number("lowest"u8, curve.LowestRate, Rates);
        json.Number("highest"u8, curve.HighestRate, Rates);
        json.EndObject();
    }

    private static void WriteFace(JsonOutput json, in DetectedFace face)
    {
        json.BeginObject();
        json.Property("box"u8);
        json.BeginObject();
        json.Number("x"u8, face.Box.Left, Hundredths);
        json.Number("y"u8, face.Box.Top, Hundredths);
        json.Number("width"u8, face.Box.Width, Hundredths);
        json.Number("height"u8, face.Box.Height, Hundredths);
        json.EndObject();

        json.Property("landmarks"u8);
        json.BeginObject();
        WritePoint(json, "left_eye"u8, face.Landmarks.LeftEye);
        WritePoint(json, "right_eye"u8, face.Landmarks.RightEye);
        WritePoint(json, "nose"u8, face.Landmarks.Nose);
        WritePoint(json, "left_mouth"u8, face.Landmarks.LeftMouth);
        WritePoint(json, "right_mouth"u8, face.Landmarks.RightMouth);
        json.EndObject();

        json.Property("quality"u8);
        json.BeginObject();
        json.Number("size"u8, face.Box.ShortSide, Hundredths);
        json.Number("sharpness"u8, face.Quality.Sharpness, Shares);
        json.Number("brightness"u8, face.Quality.Brightness, Shares);
        json.Number("roll"u8, face.Pose.Roll, Hundredths);

        // Of a mesh. A detector that gives landmarks by itself tells nothing of them.
        if (!float.IsNaN(face.FaceFlag))
        {
            json.Number("yaw"u8, face.Pose.Yaw, Hundredths);
            json.Number("pitch"u8, face.Pose.Pitch, Hundredths);
            json.Number("face_flag"u8, face.FaceFlag, "0.######");
        }

        json.Number("detection_score"u8, face.DetectionScore, Shares);
        json.EndObject();
        json.EndObject();
    }

    private static void WritePoint(JsonOutput json, ReadOnlySpan<byte> name, Vector2 point)
    {
        json.Property(name);
        json.BeginObject();
        json.Number("x"u8, point.X, Hundredths);
        json.Number("y"u8, point.Y, Hundredths);
        json.EndObject();
    }
}
