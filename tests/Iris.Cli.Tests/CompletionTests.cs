using System.Diagnostics;
using System.Text;

namespace Iris.Cli.Tests;

/// <summary><c>iris completion</c>, in a shell.</summary>
public sealed class CompletionTests : IDisposable
{
    private const string Bash = "/bin/bash";

    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("iris com", "compare", "completion")]
    [InlineData("iris compare unknown.jpg --f", "--faces", "--false-match-rate")]
    [InlineData("iris compare unknown.jpg --faces ", "all", "largest")]
    [InlineData("iris key ", "new")]
    [InlineData("/usr/bin/iris completion ", "bash", "fish", "zsh")]
    [InlineData("iris faces 'my picture.jpg' --ann", "--annotate")]
    public async Task Bash_completes_commands_options_and_values(string line, params string[] expected) =>
        Assert.Equal(expected, await CompleteAsync(line));

    [Theory]
    [InlineData("iris compare ")]
    [InlineData("iris compare unk")]
    [InlineData("iris faces unknown.jpg --annotate ")]
    public async Task Where_a_file_is_meant_bash_is_left_to_complete_its_name(string line) => Assert.Empty(await CompleteAsync(line));

    [Theory]
    [InlineData("bash", "complete -o default -F _iris iris")]
    [InlineData("zsh", "compdef _iris iris")]
    [InlineData("fish", "complete -c iris")]
    public async Task Each_shell_gets_a_script_of_its_own(string shell, string expected)
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync("completion", shell);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    // As readline does: it hands the line and the cursor's place to the function that is registered for the command.
    private async Task<string[]> CompleteAsync(string line)
    {
        Assert.SkipUnless(File.Exists(Bash), "There is no bash.");
        string iris = _folder.Add("iris", Encoding.UTF8.GetBytes($"#!{Bash}\nexec dotnet exec '{Path.Combine(AppContext.BaseDirectory, "Iris.Cli.dll")}' \"$@\"\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(iris, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo(Bash, ["--norc", "-c", """
            source <(iris completion bash)
            COMP_LINE=$1 COMP_POINT=${#1}
            _iris
            printf '%s\n' "${COMPREPLY[@]}"
            """, "bash", line]);
        start.Environment["PATH"] = $"{_folder.Path}:{start.Environment["PATH"]}";
        await using RunningProgram bash = RunningProgram.Start(start);
        ProgramRun run = await bash.EndAsync();

        Assert.Equal("", run.Error);
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
