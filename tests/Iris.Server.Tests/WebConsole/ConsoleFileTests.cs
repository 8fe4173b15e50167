using System.Text.RegularExpressions;

namespace Iris.Server.Tests.WebConsole;

/// <summary>What the files of the console may have in them.</summary>
public sealed partial class ConsoleFileTests
{
    public static TheoryData<string> Files => [.. ConsoleFiles.Names];

    public static TheoryData<string> Scripts => [.. ConsoleFiles.Scripts.Keys];

    [Fact]
    public void The_page_loads_every_file_and_none_that_there_is_not()
    {
        var loaded = new HashSet<string>();
        var toSee = new Queue<string>(["index.html"]);
        while (toSee.TryDequeue(out string? name))
        {
            if (loaded.Add(name))
            {
                Assert.Contains(name, ConsoleFiles.Names);
                ConsoleFiles.LoadedBy(name).ToList().ForEach(toSee.Enqueue);
            }
        }

        Assert.Equal(ConsoleFiles.Names, loaded.Order(StringComparer.Ordinal));
    }

    // Names of XML, sources of what was written after them, and an address that stands for somebody's own.
    [Theory]
    [MemberData(nameof(Files))]
    public void No_file_has_an_address_of_another_server(string name)
    {
        string[] known = ["www.w3.org", "html.spec.whatwg.org", "pictures.example"];

        Assert.Empty(Host().Matches(ConsoleFiles.Read(name)).Select(match => match.Groups[1].Value).Except(known));
    }

    [Fact]
    public void The_page_has_no_script_style_or_handler_in_it() => Assert.Empty(Inline().Matches(ConsoleFiles.Page));

    // What makes elements of text, what keeps something, what others can read.
    [Theory]
    [MemberData(nameof(Scripts))]
    public void No_script_makes_elements_of_text_or_keeps_or_tells_anything(string name) =>
        Assert.Empty(Forbidden().Matches(ConsoleFiles.Scripts[name]).Select(match => match.Value));

    // Browsers keep what is written into fields, and have the makers of dictionaries look at it.
    [Fact]
    public void No_field_of_the_page_is_remembered_or_checked_by_the_browser()
    {
        string[] fields = [.. Field().Matches(ConsoleFiles.Page).Select(match => match.Value)];

        Assert.NotEmpty(fields);
        Assert.All(fields, field => Assert.Contains("autocomplete=\"off\"", field, StringComparison.Ordinal));
        Assert.All(
            fields.Where(field => field.Contains("type=\"text\"", StringComparison.Ordinal)),
            field => Assert.Contains("spellcheck=\"false\"", field, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void No_script_is_longer_than_fits_the_head(string name) =>
        Assert.InRange(ConsoleFiles.Scripts[name].AsSpan().Count('\n'), 1, 250);

    [GeneratedRegex(@"//([a-z0-9-]+(?:\.[a-z0-9-]+)+)")]
    private static partial Regex Host();

    [GeneratedRegex("""<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)[^>]*>""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex(
        @"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|localStorage|sessionStorage|indexedDB|\bcaches\b|cookie"
        + @"|pushState|replaceState|location\.|console\.(?:log|info|warn|error|debug)|sendBeacon|serviceWorker|BroadcastChannel|window\.name")]
    private static partial Regex Forbidden();

    [GeneratedRegex("<(?:input|textarea)[^>]*>")]
    private static partial Regex Field();
}
