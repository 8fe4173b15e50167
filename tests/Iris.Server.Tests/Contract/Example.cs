using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Iris.Server.Tests.Contract;

/// <summary>Compares examples with what a server says now.</summary>
internal static partial class Example
{
    // Another processor adds up in another order: a point of a face moves by hundredths of a pixel, a similarity by less than a thousandth.
    private const double Tolerance = 0.002;

    /// <summary>Where two documents differ. Numbers may by little: of a large one, by as large a part.</summary>
    public static string[] Differences(JsonNode? expected, JsonNode? actual, string place = "") => (expected, actual) switch
    {
        (JsonObject a, JsonObject b) =>
        [
            .. a.Select(member => member.Key).Union(b.Select(member => member.Key)).SelectMany(name => a.ContainsKey(name) && b.ContainsKey(name)
                ? Differences(a[name], b[name], $"{place}/{name}")
                : [$"{place} has {name} only {(a.ContainsKey(name) ? "in the example" : "now")}"]),
        ],
        (JsonArray a, JsonArray b) when a.Count == b.Count => [.. a.SelectMany((element, i) => Differences(element, b[i], $"{place}/{i}"))],
        (JsonValue a, JsonValue b) when AreNumbers(a, b) => AreClose(Number(a), Number(b), place) ? [] : [$"{place} is {b} and was {a}"],
        (JsonValue a, JsonValue b) when AreStreams(a, b, out JsonNode[] x, out JsonNode[] y) => [.. x.SelectMany((line, i) => Differences(line, y[i], $"{place}/{i}"))],
        _ => JsonNode.DeepEquals(expected, actual) ? [] : [$"{place} is {actual} and was {expected}"],
    };

    /// <summary>What a report on privacy says of every machine.</summary>
    public static JsonNode Promises(JsonNode report) => new JsonArray(
        [.. report["invariants"]!.AsArray().Select(one => new JsonObject { ["id"] = (string)one!["id"]!, ["invariant"] = (string)one["invariant"]! })]);

    /// <summary>What the members of a document are called, and of those in it.</summary>
    public static JsonNode Names(JsonNode document) => new JsonObject(document.AsObject().Select(
        member => KeyValuePair.Create(member.Key, member.Value is JsonObject inner ? Names(inner) : null)));

    private static bool AreNumbers(JsonValue a, JsonValue b) => a.GetValueKind() == JsonValueKind.Number && b.GetValueKind() == JsonValueKind.Number;

    private static double Number(JsonValue value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    // A rate is small and is told apart by its first digits.
    private static bool AreClose(double a, double b, string place) =>
        place.Contains("false_match", StringComparison.Ordinal) ? Math.Abs(a - b) <= 0.05 * a : Math.Abs(a - b) <= Tolerance * Math.Max(1, Math.Abs(a));

    private static bool AreStreams(JsonValue a, JsonValue b, out JsonNode[] x, out JsonNode[] y)
    {
        x = Lines(a);
        y = Lines(b);
        return x.Length > 1 && x.Length == y.Length;
    }

    private static JsonNode[] Lines(JsonValue text) => text.GetValueKind() == JsonValueKind.String
        ? [.. Document().Matches((string)text!).Select(match => JsonNode.Parse(match.Value)!)]
        : [];

    [GeneratedRegex("""\{"type":.*\}""")]
    private static partial Regex Document();
}
