using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Iris.Cli.Verification.Checks;

/// <summary>P7: what is answered.</summary>
internal static partial class AnswerCheck
{
    private const int BlockBytes = 4096;

    public static InvariantResult Check(Observations seen) => new("P7", "Pictures and embeddings never leave the process",
    [
        Comparisons([.. seen.Answers.Where(static answer => answer.Status == 200)]),
        Longest([.. seen.Answers.Where(static answer => answer.Status == 200)]),
        Rest([.. seen.Answers.Where(static answer => answer.Status != 200).Select(static answer => answer.Text),
            .. seen.OtherRoutes.Where(static route => route.Key != "/v1/privacy").Select(static route => route.Value.Text)]),
        Traces([.. seen.Answers.Select(static answer => answer.Text), .. seen.OtherRoutes.Values.Select(static route => route.Text)], seen.Face),
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
        int other = answers.Count(static answer => !TryParse(answer.Text, out JsonElement json) || !IsMatchList(json, answer.Names));
        int detailed = answers.Count(IsDetailed);
        return Evidence.Of(other == detailed, other == detailed
            ? $"{answers.Length - detailed} comparisons answered with nothing but names and whole-number probabilities, {detailed} with names, words and single numbers"
            : $"{other - detailed} of {answers.Length} comparisons answered with more than names, words and single numbers");
    }

    // What fits into one block of memory shows less: a longer answer is written in pieces.
    private static Evidence Longest(Answer[] answers)
    {
        int bytes = answers.Max(static answer => (int?)Encoding.UTF8.GetByteCount(answer.Text)) ?? 0;
        string text = $"the longest answer had {MemoryCheck.Bytes(bytes)}";
        return bytes > BlockBytes ? Evidence.Of(true, text) : Evidence.NotChecked($"{text}: one of more than {MemoryCheck.Bytes(BlockBytes)} was not to be had");
    }

    private static bool IsMatchList(JsonElement json, IReadOnlyList<string> names) =>
        Has(json, "matches") && json.GetProperty("matches") is { ValueKind: JsonValueKind.Array } matches
        && matches.EnumerateArray().All(match => Has(match, "name", "probability")
            && match.GetProperty("name") is { ValueKind: JsonValueKind.String } name && names.Contains(name.GetString()!) && match.GetProperty("probability").TryGetInt32(out int number) && number is >= 0 and <= 100);

    // Under /v1: one document, one a line, or one an event. Neither a list of numbers nor a text that is no name and no word has a place there.
    private static bool IsDetailed(Answer answer)
    {
        string[] documents = [.. answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => !line.StartsWith("event: ", StringComparison.Ordinal))
            .Select(static line => line.StartsWith("data: ", StringComparison.Ordinal) ? line["data: ".Length..] : line)];
        return documents.Length > 0 && documents.All(document =>
            TryParse(document, out JsonElement json) && !Has(json, "matches") && json.ValueKind == JsonValueKind.Object && IsPlain(json, answer.Names));
    }

    private static bool IsPlain(JsonElement json, IReadOnlyList<string> names) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().All(property => IsPlain(property.Value, names)),
        JsonValueKind.Array => json.EnumerateArray().All(element => element.ValueKind == JsonValueKind.Object && IsPlain(element, names)),
        JsonValueKind.String => Word().IsMatch(json.GetString()!) || names.Contains(json.GetString()!),
        _ => true,
    };

    private static bool Has(JsonElement json, params string[] properties) =>
        json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Select(static property => property.Name).Order().SequenceEqual(properties);

    private static Evidence Rest(string[] texts)
    {
        int telling = texts.Count(static text => Fraction().IsMatch(text));
        return Evidence.Of(telling == 0, $"{telling} of {texts.Length} other answers hold a fraction, as embeddings and pixels would");
    }

    private static Evidence Traces(string[] texts, Dictionary<string, byte[]> face)
    {
        var canaries = new CanarySet(face);
        int hits = 0;
        foreach (string text in texts)
        {
            // One byte a character, as bytes would come through.
            canaries.Find(Encoding.Latin1.GetBytes(text), alreadySeen: 0, (_, _) => hits++);
        }

        return Evidence.Of(hits == 0, $"{hits} pieces of the face in {texts.Length} answers");
    }

    [GeneratedRegex(@"^[a-z0-9_.-]{1,24}$")]
    private static partial Regex Word();

    [GeneratedRegex(@"\d\.\d{3}")]
    private static partial Regex Fraction();
}
