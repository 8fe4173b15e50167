using System.Text;
using System.Text.RegularExpressions;
using Iris.Server.Problems;
using Iris.Server.Reading;

namespace Iris.Fuzz.Targets;

/// <summary>The reader of a query's options, beside one that takes the query apart by hand: both take and refuse the same, and read the same.</summary>
internal static partial class QueryTarget
{
    public static void Check(byte[] input)
    {
        foreach (SlowPath path in SlowPath.V1)
        {
            ChoiceReader choices = path.NewChoices()!;
            Problem? error = choices.TakeQuery("?" + Encoding.Latin1.GetString(input));
            Verify(input, path, error, choices.Choices);
        }
    }

    /// <summary>Checks what the reader made of a query.</summary>
    /// <param name="query">The query, without its question mark.</param>
    /// <param name="path">What the path takes.</param>
    /// <param name="error">Why it was refused.</param>
    /// <param name="choices">What was read.</param>
    public static void Verify(byte[] query, SlowPath path, Problem? error, Choices choices)
    {
        var slow = new SlowOptions(path);
        Refusal? refusal = Encoding.Latin1.GetString(query).Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => slow.TakeText(Decode(pair[0]), pair.Length == 1 ? "" : Decode(pair[1])))
            .FirstOrDefault(problem => problem is not null);
        ViolationException.Unless(Refusal.From(error) == refusal, $"The slow reader says {refusal}, the reader {Refusal.From(error)}.");
        ViolationException.Unless(choices == slow.Choices, "An option is read as it is meant.");
    }

    // What is not ASCII is no name and no value, whatever it stands for.
    private static string Decode(string text) =>
        Escape().Replace(text.Replace('+', ' '), match => ((char)Convert.FromHexString(match.Value.AsSpan(1))[0]).ToString());

    [GeneratedRegex("%[0-9A-Fa-f]{2}")]
    private static partial Regex Escape();
}
