using System.Globalization;

namespace Iris.Client.Sending;

/// <summary>Writes options as a query string, where every path takes them whatever its body is. What is null is left out.</summary>
internal static class OptionQuery
{
    public static string Of(CompareOptions? options) => options is null ? "" : Join(
        ("threshold", Text(options.Threshold)),
        ("target_false_match_rate", Text(options.TargetFalseMatchRate)),
        ("faces", Text(options.Faces)),
        ("min_face_size", Text(options.MinFaceSize)),
        ("limit", Text(options.Limit)),
        ("include_below_threshold", Text(options.IncludeBelowThreshold)));

    public static string Of(VerifyOptions? options) => options is null ? "" : Join(
        ("threshold", Text(options.Threshold)),
        ("target_false_match_rate", Text(options.TargetFalseMatchRate)),
        ("faces", Text(options.Faces)),
        ("min_face_size", Text(options.MinFaceSize)));

    public static string Of(FindFacesOptions? options) => options is null ? "" : Join(
        ("thorough", Text(options.Thorough)),
        ("min_face_size", Text(options.MinFaceSize)));

    private static string Join(params (string Name, string? Value)[] options)
    {
        string query = string.Join('&', options.Where(static option => option.Value is not null).Select(static option => $"{option.Name}={option.Value}"));
        return query.Length == 0 ? "" : $"?{query}";
    }

    private static string? Text(double? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(bool? value) => value switch { true => "true", false => "false", null => null };

    private static string? Text(FaceChoice? faces) => faces switch { FaceChoice.Largest => "largest", FaceChoice.All => "all", _ => null };
}
