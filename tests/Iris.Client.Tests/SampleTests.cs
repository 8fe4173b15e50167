using static Iris.Client.Tests.Faces;

namespace Iris.Client.Tests;

/// <summary><c>samples/CompareFolder</c> as the program that a reader runs.</summary>
public sealed class SampleTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task A_person_is_found_in_a_folder()
    {
        (int exitCode, string output, string error) = await RunAsync(
            Pictures.PathOf(Salley), Path.Combine(Pictures.Folder, "johns"), "--server", shared.Server.Client.BaseAddress!.ToString());

        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal(
            Enumerable.Range(1, Pictures.Johns.Count).Select(static number => $"{number}/{Pictures.Johns.Count}"),
            lines.Take(Pictures.Johns.Count).Select(static line => line.TrimStart().Split(' ')[0]));
        Assert.Contains("11 of 55 match", output, StringComparison.Ordinal);
        Assert.Contains("1.000  John_Salley/000179_02159509.jpg", output, StringComparison.Ordinal);
        Assert.Contains("at least one false match among 55 comparisons is 5.4 %.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_has_no_face_is_told()
    {
        (int exitCode, string output, _) = await RunAsync(
            Pictures.PathOf(Dogs), Path.GetDirectoryName(Pictures.PathOf(Salley))!, "--server", shared.Server.Client.BaseAddress!.ToString());

        Assert.Equal(0, exitCode);
        Assert.Contains("The target could not be compared: NoFace.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "Usage:", "only a target")]
    [InlineData(1, "/nowhere", "/nowhere/a.jpg", "/nowhere")]
    public async Task What_cannot_be_done_is_told(int expected, string text, params string[] args)
    {
        (int exitCode, string output, string error) = await RunAsync(args);

        Assert.Equal(expected, exitCode);
        Assert.Equal("", output);
        Assert.Contains(text, error, StringComparison.Ordinal);
    }

    private static Task<ProgramRun> RunAsync(params string[] args) => ProgramRun.OfAsync("CompareFolder.dll", args);
}
