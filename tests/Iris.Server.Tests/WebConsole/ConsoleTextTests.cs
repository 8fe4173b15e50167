using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Iris.Server.Answering;
using Iris.Server.Comparison;
using Iris.Server.Problems;
using Iris.Server.Telemetry;

namespace Iris.Server.Tests.WebConsole;

/// <summary>The texts of the console stand in one file, all of them and no others.</summary>
public sealed partial class ConsoleTextTests
{
    private static readonly string[] Keys = [.. Key().Matches(ConsoleFiles.Read("texts.js")).Select(match => match.Groups[1].Value)];

    [Fact]
    public void No_text_stands_there_twice()
    {
        Assert.InRange(Keys.Length, 100, 1000);
        Assert.Equal(Keys.Distinct(), Keys);
    }

    [Fact]
    public void Every_text_that_is_asked_for_is_there()
    {
        string[] asked = [.. Asked().Matches(ConsoleFiles.Page).Select(match => match.Groups[1].Value), .. Calls().Select(call => call.Key)];
        string[] made = [.. Templates()];

        Assert.Empty(asked.Except(Keys));
        Assert.DoesNotContain(made, pattern => !Keys.Any(key => Regex.IsMatch(key, pattern)));
        Assert.InRange(made.Length, 5, 100);
    }

    [Fact]
    public void Every_text_that_is_there_is_asked_for()
    {
        string[] words = [.. ConsoleFiles.Scripts.Values.SelectMany(script => Word().Matches(script)).Select(match => match.Groups[1].Value)];
        string[] asked = [.. Asked().Matches(ConsoleFiles.Page).Select(match => match.Groups[1].Value), .. words];
        string[] made = [.. Templates()];

        // A text whose key is put together of two words, as of a rate.
        Assert.DoesNotContain(Keys, key =>
            !asked.Contains(key)
            && !made.Any(pattern => Regex.IsMatch(key, pattern))
            && !words.Any(word => word.Contains('.', StringComparison.Ordinal) && key.StartsWith($"{word}.", StringComparison.Ordinal))
            && !key.StartsWith("rate.", StringComparison.Ordinal));
    }

    [Fact]
    public void There_are_words_for_every_outcome_stage_and_problem_that_the_server_tells()
    {
        IEnumerable<string> outcomes = Enum.GetValues<ImageOutcome>().Where(outcome => outcome != ImageOutcome.FaceFound)
            .Select(outcome => Encoding.UTF8.GetString(ComparisonAnswer.Name(outcome)));
        IEnumerable<string> stages = Enum.GetValues<Stage>().Select(IrisMetrics.WordOf);
        string[] problems = [.. Word().Matches(Known().Match(ConsoleFiles.Scripts["server.js"]).Value).Select(match => match.Groups[1].Value)];
        IEnumerable<string> told = typeof(Problem).GetFields(BindingFlags.Static | BindingFlags.Public)
            .Select(field => field.GetValue(null)).OfType<Problem>().Select(problem => problem.Name);

        Assert.Empty(outcomes.SelectMany(name => (string[])[$"outcome.{name}", $"advice.{name}"]).Except(Keys));
        Assert.Empty(stages.Select(name => $"stage.{name}").Except(Keys));
        Assert.Empty(problems.SelectMany(name => (string[])[$"problem.{name}.title", $"problem.{name}.advice"]).Except(Keys));

        // The others are the page's own.
        Assert.Equal(["incomplete", "offline", "target-too-large", "unreadable"], problems.Except(told).Order(StringComparer.Ordinal));
    }

    // What is in braces is filled in by name: a misspelt one would be shown.
    [Fact]
    public void What_is_to_be_filled_in_is_given()
    {
        Assert.All(Calls().Where(call => call.Values is not null), call =>
        {
            string entry = Entry(call.Key);
            string[] given = [.. Name().Matches(call.Values!).Select(match => match.Groups[1].Value)];
            Assert.Empty(Brace().Matches(entry).Select(match => match.Groups[1].Value).Except(given));
        });
        Assert.All(Calls().Where(call => call.Values is null), call => Assert.Empty(Brace().Matches(Entry(call.Key))));
    }

    [Fact]
    public void Scripts_have_no_texts_of_their_own()
    {
        IEnumerable<string> sentences = ConsoleFiles.Scripts
            .Where(script => script.Key is not "dom.js" and not "wording.js")
            .SelectMany(script => Sentence().Matches(Comment().Replace(script.Value, "")).Select(match => match.Value));

        Assert.Empty(sentences);
    }

    private static IEnumerable<(string Key, string? Values)> Calls() =>
        from script in ConsoleFiles.Scripts.Values
        from System.Text.RegularExpressions.Match call in Call().Matches(script)
        select (call.Groups[1].Value, call.Groups[2].Success ? call.Groups[2].Value : null);

    // `quality.size.${grade}` as a pattern; one that begins with what is filled in would stand for all.
    private static IEnumerable<string> Templates() =>
        from script in ConsoleFiles.Scripts.Values
        from System.Text.RegularExpressions.Match template in Template().Matches(script)
        select $"^{Filled().Replace(Regex.Escape(template.Groups[1].Value).Replace("\\$\\{", "${", StringComparison.Ordinal), "[\\w-]+")}$";

    private static string Entry(string key)
    {
        string texts = ConsoleFiles.Read("texts.js");
        int start = texts.IndexOf($"\"{key}\":", StringComparison.Ordinal);
        start = start >= 0 ? start : texts.IndexOf($"    {key}:", StringComparison.Ordinal);
        return texts[start..texts.IndexOf('\n', start)];
    }

    [GeneratedRegex("""^ {4}"?([\w.-]+)"?: """, RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex("""data-(?:text|label)="([^"]+)""")]
    private static partial Regex Asked();

    [GeneratedRegex("""\btext\("([\w.-]+)"(?:, \{([^}]*)\})?\)""")]
    private static partial Regex Call();

    [GeneratedRegex("""text\(`([a-z][\w.-]*\.[^`]*)`""", RegexOptions.IgnoreCase)]
    private static partial Regex Template();

    [GeneratedRegex("""\$\{[^}]*\}""")]
    private static partial Regex Filled();

    [GeneratedRegex("\"([A-Za-z][\\w.-]*)\"")]
    private static partial Regex Word();

    [GeneratedRegex(@"const known = \[[\s\S]*?\]")]
    private static partial Regex Known();

    [GeneratedRegex(@"(\w+)(?=\s*[,:]|\s*$)")]
    private static partial Regex Name();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Brace();

    [GeneratedRegex("""(?<!Error\()["`][A-Z][a-z]+ [a-z][^"`]*["`]""")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"/\*[\s\S]*?\*/|//[^\n]*")]
    private static partial Regex Comment();
}
