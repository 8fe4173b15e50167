namespace Iris.ModelConversion.Tests;

/// <summary>The tool as the program that a user runs, with what it cannot make networks from.</summary>
public sealed class ProgramTests : IDisposable
{
    private const string Program = "Iris.ModelConversion.dll";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iris-model-conversion-");

    private string Output => Path.Combine(_folder.FullName, "out");

    [Theory]
    [InlineData]
    [InlineData("packages")]
    [InlineData("packages", "out", "more")]
    public async Task Wrong_usage_is_told_in_a_line(params string[] args)
    {
        (int exitCode, string output, string error) = await ProgramRun.OfAsync(Program, args);

        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.StartsWith("Usage: ", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(character => character == '\n'));
    }

    [Fact]
    public async Task A_folder_without_the_packages_is_told_with_the_command_that_fetches_them() =>
        await AssertRefusedAsync("npm pack @vladmandic/human@3.3.6");

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task Another_file_in_place_of_a_package_is_told_by_its_digest_and_not_opened(int length)
    {
        using (var tarball = new FileStream(Path.Combine(_folder.FullName, "vladmandic-human-3.3.6.tgz"), FileMode.CreateNew))
        {
            tarball.SetLength(length);
        }

        await AssertRefusedAsync("vladmandic-human-3.3.6.tgz is cut short, changed or of another version: its digest is sha512-");
    }

    [Fact]
    public async Task A_folder_that_is_none_is_told()
    {
        (int exitCode, _, string error) = await ProgramRun.OfAsync(Program, "/nowhere", Output);

        Assert.Equal(3, exitCode);
        Assert.StartsWith("There is no /nowhere", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task AssertRefusedAsync(string expected)
    {
        (int exitCode, string output, string error) = await ProgramRun.OfAsync(Program, _folder.FullName, Output);

        Assert.Equal(3, exitCode);
        Assert.Equal("", output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(character => character == '\n'));
        Assert.False(Directory.Exists(Output));
    }
}
