using Iris.Cli.Verification.Reports;

namespace Iris.Cli.Tests;

public sealed class ReportFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iris-cli-tests-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "report.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_report_takes_the_place_of_a_longer_one()
    {
        Write("the report of yesterday");

        Write("today");

        Assert.Equal("today", File.ReadAllText(Path));
    }

    [Fact]
    public async Task A_verification_that_is_not_carried_out_leaves_the_earlier_report()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "iris verify needs Linux.");
        Write("the report of yesterday");
        string page = System.IO.Path.ChangeExtension(Path, "html");

        (int exitCode, _, _) = await IrisCommand.RunAsync("verify", "--pid", "999999999", "--url", "http://127.0.0.1:1", "--json", Path, "--html", page);

        Assert.Equal(3, exitCode);
        Assert.Equal("the report of yesterday", await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(page));
    }

    private void Write(string report)
    {
        using ReportFile? file = ReportFile.Open(Path);
        file!.Write(report);
    }
}
