namespace Iris.Cli.Tests;

/// <summary>What the command line says when it is used wrongly, or cannot do what it is asked.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("--pid and --url go together", "verify", "--pid", "1")]
    [InlineData("--pid and --url go together", "verify", "--url", "http://localhost:8080")]
    [InlineData("give one or the other", "verify", "--server", "x", "--pid", "1", "--url", "http://localhost:8080")]
    [InlineData("--url takes an http or https URL", "verify", "--pid", "1", "--url", "localhost")]
    [InlineData("'--nonsense'", "verify", "--nonsense")]
    [InlineData("'nonsense'", "nonsense")]
    [InlineData("--id takes a name", "key", "new", "--id", "a b")]
    [InlineData("--id takes a name", "key", "new", "--id", "12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("Required command", "key")]
    public async Task Wrong_usage_is_told_in_a_line(string expected, params string[] args)
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync(args);

        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("--help", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(character => character == '\n'));
    }

    [Theory]
    [InlineData("There is no server at", "verify", "--server", "/nowhere/Iris.Server.dll")]
    [InlineData("There is no process", "verify", "--pid", "999999999", "--url", "http://127.0.0.1:1")]
    [InlineData("/nowhere/report.json", "verify", "--json", "/nowhere/report.json")]
    public async Task What_cannot_be_carried_out_is_told_in_a_line(string expected, params string[] args)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "iris verify needs Linux.");

        (int exitCode, string output, string error) = await IrisCommand.RunAsync(args);

        Assert.Equal(3, exitCode);
        Assert.Equal("", output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(character => character == '\n'));
    }

    [Fact]
    public async Task Help_shows_examples_and_exit_codes()
    {
        (int exitCode, string output, _) = await IrisCommand.RunAsync("verify", "--help");

        Assert.Equal(0, exitCode);
        Assert.Contains("iris verify --pid 4711 --url http://localhost:8080", output, StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0", output, StringComparison.Ordinal);
    }
}
