using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Iris.Cli.Verification.Checks;

/// <summary>P7: what is answered.</summary>
internal static partial class AnswerCheck
{
    public static InvariantResult Check(Observations seen) => new("P7", "Pictures and embeddings never leave the process",
    [
        Comparisons([.. seen.Answers.Where(static answer => answer.Status == 200)]),
        Rest([.. seen.Answers.Where(static answer => answer.Status != 200).Select(static answer => answer.Text),
            .. seen.OtherRoutes.Where(static route => route.Key != "/v1/privacy").Select(static route => route.Value.Text)]),
        Traces([.. seen.Answers.Select(static answer => answer.Text), .. seen.OtherRoutes.Values.Select(static route => route.Text)]),
        .. PrivacyClaims.About(seen.Claims, "P7", isNeeded: false),
    ]);

    /// <summary>Reads JSON that may be none.</summary>
    public static bool TryParse(string text, out JsonElement json)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            json = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            json = default;
            return false;
        }
    }

    private static Evidence Comparisons(Answer[] answers)
    {
        int other = answers.Count(static answer => !TryParse(answer.Text, out JsonElement json) || !IsMatchList(json, answer.Name));
        return Evidence.Of(other == 0, other == 0
            ? $"{answers.Length} comparisons answered with nothing but names and whole-number probabilities"
            : $"{other} of {answers.Length} comparisons answered with more than names and whole-number probabilities");
    }

    private static bool IsMatchList(JsonElement json, string? name) =>
        Has(json, "matches") && json.GetProperty("matches") is { ValueKind: JsonValueKind.Array } matches
        && matches.EnumerateArray().All(match => Has(match, "name", "probability")
            && match.GetProperty("name").ValueEquals(name) && match.GetProperty("probability").TryGetInt32(out int number) && number is >= 0 and <= 100);

    private static bool Has(JsonElement json, params string[] properties) =>
        json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Select(static property => property.Name).Order().SequenceEqual(properties);

    private static Evidence Rest(string[] texts)
    {
        int telling = texts.Count(static text => Fraction().IsMatch(text));
        return Evidence.Of(telling == 0, $"{telling} of {texts.Length} other answers hold a fraction, as embeddings and pixels would");
    }

    private static Evidence Traces(string[] texts)
    {
        var canaries = new CanarySet(FaceTraces.Of(CanaryRequest.Face));
        int hits = 0;
        foreach (string text in texts)
        {
            // One byte a character, as bytes would come through.
            canaries.Find(Encoding.Latin1.GetBytes(text), alreadySeen: 0, (_, _) => hits++);
        }

        return Evidence.Of(hits == 0, $"{hits} pieces of the face in {texts.Length} answers");
    }

    [GeneratedRegex(@"\d\.\d{3}")]
    private static partial Regex Fraction();
}
