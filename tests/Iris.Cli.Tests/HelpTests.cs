using System.Text.RegularExpressions;

namespace Iris.Cli.Tests;

/// <summary>The help of every command that there is, now and later.</summary>
public sealed partial class HelpTests
{
    private const int TerminalColumns = 80;

    [Fact]
    public async Task Every_command_shows_its_usage_examples_and_exit_codes_on_a_terminal_of_80_columns()
    {
        List<string> seen = [];
        await CheckAsync([], seen);

        Assert.Empty(((string[])["compare", "completion", "faces", "key", "key new", "serve", "verify"]).Except(seen));
    }

    [Fact]
    public async Task The_usage_says_what_may_be_repeated_and_what_may_be_left_out()
    {
        ProgramRun compare = await IrisCommand.RunAsync("compare", "--help");
        ProgramRun serve = await IrisCommand.RunAsync("serve", "--help");

        Assert.Contains("\n  iris compare TARGET CANDIDATE… [OPTION…]\n", compare.Output, StringComparison.Ordinal);
        Assert.Contains("\n  iris serve [SETTING…] [OPTION…]\n", serve.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_for_help_need_not_have_the_rest_of_the_line_right()
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync("compare", "--threshold", "much", "--nonsense", "-h");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    private static async Task CheckAsync(string[] command, List<string> seen)
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync([.. command, "--help"]);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($"\nUsage:\n  {string.Join(' ', ["iris", .. command])} ", output, StringComparison.Ordinal);
        Assert.Contains("\nExamples:\n  iris ", output.Replace("  source <(", "  ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\nExit codes: 0 ", output, StringComparison.Ordinal);
        Assert.EndsWith(".\n", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), static line => Assert.InRange(line.Length, 0, TerminalColumns - 1));
        string commands = output.Contains("\nCommands:\n", StringComparison.Ordinal) ? output.Split("\nCommands:\n")[1].Split("\n\n")[0] : "";
        foreach (Match below in CommandInList().Matches(commands))
        {
            seen.Add(string.Join(' ', [.. command, below.Groups[1].Value]));
            await CheckAsync([.. command, below.Groups[1].Value], seen);
        }
    }

    [GeneratedRegex("^  ([a-z]+)", RegexOptions.Multiline)]
    private static partial Regex CommandInList();
}
