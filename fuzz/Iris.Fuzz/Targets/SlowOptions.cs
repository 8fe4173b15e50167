using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Iris.Server.Reading;

namespace Iris.Fuzz.Targets;

/// <summary>Reads options as docs/api.md has them, from strings.</summary>
internal sealed partial class SlowOptions(SlowPath path)
{
    private const int MaxTextBytes = 64;

    private readonly HashSet<string> _seen = [];

    /// <summary>What they say.</summary>
    public Choices Choices { get; private set; } = new();

    /// <summary>Takes an option from a text that may stand for any type.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Its value, a character for each byte.</param>
    public Refusal? TakeText(string name, string text) => Take(name, text.Length <= MaxTextBytes ? text : null);

    /// <summary>Takes an option.</summary>
    /// <param name="name">Its name; null for one that cannot be read.</param>
    /// <param name="value">Its value; null for one that it cannot have.</param>
    public Refusal? Take(string? name, string? value)
    {
        if (name is null || !path.Options!.Contains(name))
        {
            return Refusal.UnknownOption;
        }

        bool isAlone = _seen.Add(name) && !(_seen.Contains("threshold") && _seen.Contains("target_false_match_rate"));
        Choices? with = isAlone && value is not null ? With(name, value) : null;
        Choices = with ?? Choices;
        return with is null ? new Refusal("invalid-option", name) : null;
    }

    private Choices? With(string name, string value) => name switch
    {
        "threshold" when Number(value) is >= -1 and <= 1 => Choices with { Threshold = (float)Number(value) },
        "target_false_match_rate" when Number(value) is > 0 and <= 1 => Choices with { TargetFalseMatchRate = Number(value) },
        "faces" when value is "largest" or "all" => Choices with { Faces = value == "all" ? FaceSelection.All : FaceSelection.Largest },
        "limit" when Integer(value) is >= 1 and <= 1_000_000 => Choices with { Limit = Integer(value) },
        "min_face_size" when Integer(value) is >= 0 and <= 65_535 => Choices with { MinFaceSize = Integer(value) },
        "include_below_threshold" when value is "true" or "false" => Choices with { IncludeBelowThreshold = value == "true" },
        "thorough" when value is "true" or "false" => Choices with { Thorough = value == "true" },
        _ => null,
    };

    private static double Number(string text) => NumberPattern().IsMatch(text) ? double.Parse(text, CultureInfo.InvariantCulture) : double.NaN;

    private static int Integer(string text) =>
        IntegerPattern().IsMatch(text) && BigInteger.Parse(text, CultureInfo.InvariantCulture) is var number && BigInteger.Abs(number) <= int.MaxValue
            ? (int)number
            : -1;

    [GeneratedRegex(@"\A[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\z")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"\A[+-]?[0-9]+\z")]
    private static partial Regex IntegerPattern();
}
