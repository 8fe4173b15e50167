using System.Diagnostics;
using System.Text.Json.Nodes;
using Iris.Cli.Verification;
using Iris.Testing.Servers;
using static Iris.Cli.Tests.PictureFolder;

namespace Iris.Cli.Tests;

/// <summary>Ctrl-C, wherever it comes: the end, soon, without a trace of how, and with nothing printed by halves.</summary>
public sealed class InterruptionTests : IAsyncLifetime
{
    // What would end by itself takes longer: the patience with a picture server is half a minute, and so is that with an interrupted program.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private PictureServer _silent = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has no such signal.");
        _silent = await PictureServer.StartSilentAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_silent is not null)
        {
            await _silent.DisposeAsync();
        }
    }

    [Fact]
    public async Task It_ends_a_comparison_between_two_candidates_and_what_was_printed_is_whole()
    {
        await using RunningProgram iris = IrisCommand.Start(
            "compare", "--ndjson", TestPictures.PathOf(Salley), TestPictures.PathOf("johns/John_Savage"), _silent.Url("never.jpg"));
        string first = (await iris.ReadLineAsync())!;
        await _silent.Asked;

        string rest = (await InterruptAsync(iris)).Output;

        Assert.EndsWith("\n", $"{first}\n{rest}", StringComparison.Ordinal);
        Assert.All($"{first}\n{rest}".TrimEnd().Split('\n'), static line => Assert.Equal("candidate", (string?)JsonNode.Parse(line)!["type"]));
    }

    [Fact]
    public async Task It_ends_a_comparison_in_the_midst_of_the_work_on_a_picture()
    {
        // A quarter of a minute's work: every face of a group, again and again.
        string[] group = [.. Enumerable.Repeat(TestPictures.PathOf("groups/bald_guys.jpg"), 100)];
        await using RunningProgram iris = IrisCommand.Start(["compare", "--ndjson", "--faces", "all", TestPictures.PathOf(Salley), .. group]);
        await iris.ReadLineAsync();

        string rest = (await InterruptAsync(iris)).Output;

        Assert.DoesNotContain("summary", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_what_a_server_does_for_it()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Fetch:Timeout=00:01:00");
        await using RunningProgram iris = IrisCommand.Start(
            "compare", "--json", TestPictures.PathOf(Salley), _silent.Url("never.jpg"), "--server", server.Client.BaseAddress!.ToString());
        await _silent.Asked;

        Assert.Equal("", (await InterruptAsync(iris)).Output);
    }

    [Fact]
    public async Task It_ends_the_reading_of_standard_input()
    {
        await using RunningProgram iris = IrisCommand.Start("faces", "-");

        // More than a pipe holds: iris is reading.
        await iris.WriteAsync(new byte[256 * 1024]);

        Assert.Equal("", (await InterruptAsync(iris)).Output);
    }

    [Fact]
    public async Task It_ends_when_nobody_reads_on()
    {
        string[] group = [.. Enumerable.Repeat(TestPictures.PathOf("groups/bald_guys.jpg"), 10)];
        ProcessStartInfo iris = RunningProgram.Describe("Iris.Cli.dll", ["compare", "--ndjson", TestPictures.PathOf(Salley), .. group]);

        await using RunningProgram pipe = RunningProgram.Start(
            new ProcessStartInfo("sh", ["-c", "{ \"$@\"; echo $? >&2; } | head -n 1", "sh", iris.FileName, .. iris.ArgumentList]));
        ProgramRun run = await pipe.EndAsync();

        Assert.Equal("130\n", run.Error);
        Assert.Equal("candidate", (string?)JsonNode.Parse(run.Output)!["type"]);
    }

    private static async Task<ProgramRun> InterruptAsync(RunningProgram iris)
    {
        var watch = Stopwatch.StartNew();
        iris.Interrupt();
        ProgramRun run = await iris.EndedAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
        Assert.Equal((130, "Interrupted.\n"), (run.ExitCode, run.Error));
        return run;
    }
}
