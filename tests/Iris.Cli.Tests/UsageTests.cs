namespace Iris.Cli.Tests;

/// <summary>What the command line says when it is used wrongly, or cannot do what it is asked.</summary>
public sealed class UsageTests
{
    private const string Johns = "johns/John_Savage";

    [Theory]
    [InlineData("--pid and --url go together", "verify", "--pid", "1")]
    [InlineData("--pid and --url go together", "verify", "--url", "http://localhost:8080")]
    [InlineData("give one or the other", "verify", "--server", "x", "--pid", "1", "--url", "http://localhost:8080")]
    [InlineData("--url takes an http or https URL", "verify", "--pid", "1", "--url", "localhost")]
    [InlineData("--models has an empty value", "verify", "--models", "")]
    [InlineData("missing for option: '--models'", "verify", "--models=")]
    [InlineData("'--nonsense'", "verify", "--nonsense")]
    [InlineData("'nonsense'", "nonsense")]
    [InlineData("--id takes a name", "key", "new", "--id", "a b")]
    [InlineData("--id takes a name", "key", "new", "--id", "12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("Required command", "key")]
    [InlineData("Required command")]
    [InlineData("'CANDIDATE' missing", "compare", "unknown.jpg")]
    [InlineData("'PICTURE' missing", "faces")]
    [InlineData("choose the same thing", "compare", "a.jpg", "b.jpg", "--threshold", "0.5", "--false-match-rate", "1e-4")]
    [InlineData("There is no option --treshold", "compare", "a.jpg", "b.jpg", "--treshold", "0.5")]
    [InlineData("There is no option -x", "faces", "-x")]
    [InlineData("TARGET has an empty value", "compare", "", "b.jpg")]
    [InlineData("CANDIDATE has an empty value", "compare", "a.jpg", "b.jpg", "")]
    [InlineData("--calibration has an empty value", "compare", "a.jpg", "b.jpg", "--calibration", "")]
    [InlineData("--html has an empty value", "evaluate", "--people", "x", "--html", "")]
    [InlineData("--html has an empty value", "verify", "--html", "")]
    [InlineData("FOLDER has an empty value", "models", "check", "")]
    [InlineData("two ways to print", "compare", "a.jpg", "b.jpg", "--json", "--ndjson")]
    [InlineData("--threshold takes a cosine from -1 to 1", "compare", "a.jpg", "b.jpg", "--threshold", "1.1")]
    [InlineData("--threshold takes a cosine from -1 to 1", "compare", "a.jpg", "b.jpg", "--threshold", "NaN")]
    [InlineData("--false-match-rate takes a rate between 0 and 1", "compare", "a.jpg", "b.jpg", "--false-match-rate", "0")]
    [InlineData("--min-face-size takes 0 to 65535 pixels", "compare", "a.jpg", "b.jpg", "--min-face-size", "-1")]
    [InlineData("--min-face-size takes 0 to 65535 pixels", "faces", "a.jpg", "--min-face-size", "much")]
    [InlineData("'some' not recognized", "compare", "a.jpg", "b.jpg", "--faces", "some")]
    [InlineData("--server takes an http or https URL", "compare", "a.jpg", "b.jpg", "--server", "localhost:8080")]
    [InlineData("give - once", "compare", "-", "-")]
    [InlineData("let the file's name end in .png", "faces", "a.jpg", "--annotate", "b.jpg")]
    [InlineData("'tcsh' not recognized", "completion", "tcsh")]
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
    [InlineData("/nowhere/manifest.json: it is missing", "verify", "--models", "/nowhere")]
    [InlineData("/nowhere/report.json cannot be written: choose another place.", "verify", "--json", "/nowhere/report.json")]
    public async Task What_cannot_be_carried_out_is_told_in_a_line(string expected, params string[] args)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "iris verify needs Linux.");

        (int exitCode, string output, string error) = await IrisCommand.RunAsync(args);

        Assert.Equal(3, exitCode);
        Assert.Equal("", output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(character => character == '\n'));
    }

    [Theory]
    [InlineData("There is no file or folder nowhere.jpg", "faces", "nowhere.jpg")]
    [InlineData("There is no file or folder nowhere.jpg", "compare", "nowhere.jpg", "a.jpg")]
    [InlineData("There is no file or folder nowhere/", "compare", Johns + "/000264_01099001.jpg", "nowhere/*.jpg")]
    [InlineData("There is no picture in *.dll", "compare", "*.dll", "a.jpg")]
    [InlineData("pictures, and one is wanted", "compare", Johns, "a.jpg")]
    [InlineData("choose one of these, or a --threshold", "compare", Johns + "/000264_01099001.jpg", Johns, "--false-match-rate", "0.1")]
    [InlineData("manifest.json", "faces", Johns + "/000264_01099001.jpg", "--models", "nowhere")]
    public async Task Input_that_cannot_be_worked_with_is_told_in_a_line(string expected, params string[] args)
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync([.. args.Select(static arg => arg.Replace(Johns, TestPictures.PathOf(Johns), StringComparison.Ordinal))]);

        Assert.Equal(3, exitCode);
        Assert.Equal("", output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(character => character == '\n'));
    }
}
