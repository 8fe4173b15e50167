namespace Iris.Cli.Tests;

/// <summary><c>iris serve</c>.</summary>
public sealed class ServeTests
{
    [Fact]
    public async Task The_program_becomes_the_server_and_ends_as_the_server_does()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux says of a process what it is.");
        await using RunningProgram iris = IrisCommand.Start("serve", "--urls=http://127.0.0.1:0", "--Iris:Comparison:Threshold", "0.5");
        string? url = null;
        while (url is null && await iris.ReadLineAsync() is { } line)
        {
            url = line.Split("Now listening on: ") is [_, var address] ? address : null;
        }

        using var client = new HttpClient();
        string health = await client.GetStringAsync(new Uri($"{url}/health"), TestContext.Current.CancellationToken);
        string program = await File.ReadAllTextAsync($"/proc/{iris.Id}/cmdline", TestContext.Current.CancellationToken);
        iris.Interrupt();
        ProgramRun run = await iris.EndAsync();

        Assert.Equal("OK", health);
        Assert.Contains("Iris.Server.dll\0--urls=http://127.0.0.1:0\0--Iris:Comparison:Threshold\00.5", program, StringComparison.Ordinal);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_setting_that_the_server_does_not_take_is_told_by_the_server()
    {
        (int exitCode, _, string error) = await IrisCommand.RunAsync("serve", "--Iris:Comparison:Threshold=2");

        Assert.Equal(1, exitCode);
        Assert.Matches("^Iris cannot start\\. .*Threshold.*\n$", error);
    }
}
