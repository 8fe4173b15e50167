using System.Diagnostics;
using System.Globalization;

namespace Iris.Privacy.Tests;

/// <summary>Invariants P1 and P4: the kernel refuses what Iris promises not to do.</summary>
public sealed class ConfinementTests : IDisposable
{
    private static readonly string[] Everywhere =
        ["entered|main thread", "sealed|thread from before", "sealed|new thread", "sealed|pool thread", "sealed|finalizer thread"];

    private static readonly string[] Files = ["old", "older"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iris-confinement-");

    public ConfinementTests() => Assert.SkipUnless(Platform.LackOfFilter is null, Platform.LackOfFilter ?? "");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_kernel_refuses_every_thread_to_change_a_file_or_start_a_program()
    {
        Assert.SkipWhen(Platform.LandlockVersion == 0, "The kernel has no Landlock, which the first step is.");

        // Before its version 3 Landlock let files be truncated, so that it is left to the second step.
        string[] allowed = Platform.LandlockVersion >= 3 ? [] : ["entered|main thread|truncate by opening|done", "entered|main thread|truncate|done"];
        string[] attempts = await AttemptAsync("exec dotnet \"$@\"");

        Assert.Equal(Everywhere, attempts.Select(Place).Distinct());
        Assert.Equal(12 + (4 * 18), attempts.Length);
        Assert.All(attempts.Except(allowed), attempt => Assert.Matches("(Permission denied|Operation not permitted)$", attempt));
        AssertUntouched(isTruncated: allowed.Length > 0);
    }

    [Fact]
    public async Task The_kernel_refuses_no_less_where_a_device_is_asked_for()
    {
        Assert.SkipWhen(Platform.LandlockVersion == 0, "The kernel has no Landlock, which the first step is.");

        // It ends before the second step where this build of ONNX Runtime has no Cuda.
        string[] attempts = await AttemptAsync("exec dotnet \"$@\" --Iris:Inference:Provider=Cuda 2> /dev/null");

        string[] entered = [.. attempts.Where(attempt => Place(attempt) == Everywhere[0])];
        Assert.Equal(12, entered.Length);
        Assert.All(
            entered.Where(attempt => Platform.LandlockVersion >= 3 || !attempt.Contains("|truncate", StringComparison.Ordinal)),
            attempt => Assert.EndsWith("|Permission denied", attempt, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_first_step_the_attempts_succeed_until_the_second_refuses_them_on_every_thread()
    {
        // The mark of the second execution on the first: it passes for confined. Killed, it would leave .NET's sockets behind.
        string[] attempts = await AttemptAsync("IRIS_CONFINED=$$ DOTNET_EnableDiagnostics=0 exec dotnet \"$@\"");

        ILookup<string, string> byPlace = attempts.ToLookup(Place);
        Assert.Equal(12, byPlace[Everywhere[0]].Count(attempt => attempt.EndsWith("|done", StringComparison.Ordinal)));
        Assert.All(Everywhere[1..], place =>
            Assert.All(byPlace[place], attempt => Assert.EndsWith("|Operation not permitted", attempt, StringComparison.Ordinal)));
        Assert.Equal(Everywhere, byPlace.Select(place => place.Key));
    }

    [Fact]
    public async Task Every_thread_is_inside_under_load()
    {
        await using IrisProcess iris = await IrisProcess.StartAsync();
        var request = new CanaryRequest();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => request.SendAsync(iris.Client, request.BodyWithPicture())));

        string[] states =
        [
            .. from thread in Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{iris.Id}/task"))
            let status = File.ReadAllLines(Path.Combine(thread, "status"))
            select string.Join(' ', status.Where(line => line.StartsWith("NoNewPrivs", StringComparison.Ordinal) || line.StartsWith("Seccomp:", StringComparison.Ordinal))),
        ];

        Assert.InRange(states.Length, 8, 1_000);
        Assert.All(states, state => Assert.Equal("NoNewPrivs:\t1 Seccomp:\t2", state));
    }

    [Fact]
    public async Task No_diagnostics_socket_is_left_or_opened()
    {
        await using IrisProcess iris = await IrisProcess.StartAsync();

        string name = string.Create(CultureInfo.InvariantCulture, $"-{iris.Id}-");
        Assert.DoesNotContain(_folder.Parent!.EnumerateFiles(), file => file.Name.Contains(name, StringComparison.Ordinal));
        Assert.DoesNotContain(File.ReadLines("/proc/net/unix"), line => line.Contains(name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SEGV")]
    [InlineData("ABRT")]
    public async Task A_crash_leaves_no_core_dump(string signal)
    {
        // Allowed as far as the system allows, so that it is the server that refuses.
        using Process server = Start($"cd '{_folder.FullName}' && ulimit -S -c unlimited 2> /dev/null; exec dotnet \"$@\"", isHostile: false);
        Assert.True(await IsListeningAsync(server));
        Assert.Contains("Max core file size        0                    0 ", await File.ReadAllTextAsync(
            string.Create(CultureInfo.InvariantCulture, $"/proc/{server.Id}/limits"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // .NET takes the first for a fault of its own code, and steps back.
        Task ended = server.WaitForExitAsync(TestContext.Current.CancellationToken);
        for (int i = 0; i < 100 && !ended.IsCompleted; i++)
        {
            using Process kill = Process.Start("kill", [$"-{signal}", server.Id.ToString(CultureInfo.InvariantCulture)]);
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken));
        }

        Assert.True(ended.IsCompletedSuccessfully);
        Assert.InRange(server.ExitCode, 128, 255);
        AssertUntouched();
    }

    private void AssertUntouched(bool isTruncated = false)
    {
        Assert.Equal(Files, _folder.EnumerateFileSystemInfos().Select(file => file.Name).Order());
        Assert.All(_folder.EnumerateFiles(), file => Assert.Equal(isTruncated && file.Name == Files[0] ? 0 : 3, file.Length));
    }

    private static string Place(string attempt) => string.Join('|', attempt.Split('|')[..2]);

    private async Task<string[]> AttemptAsync(string command)
    {
        using Process server = Start(command, isHostile: true);
        var attempts = new List<string>();
        while (await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != StartupHook.End)
        {
            if (line.StartsWith(StartupHook.Prefix, StringComparison.Ordinal))
            {
                attempts.Add(line[StartupHook.Prefix.Length..]);
            }
        }

        server.Kill();
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        return [.. attempts];
    }

    private static async Task<bool> IsListeningAsync(Process server)
    {
        while (await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains("Application started", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private Process Start(string command, bool isHostile)
    {
        foreach (string name in Files)
        {
            using FileStream file = new FileInfo(Path.Combine(_folder.FullName, name)).Create();
            file.Write("old"u8);
        }

        string server = Path.Combine(AppContext.BaseDirectory, "Iris.Server.dll");
        var start = new ProcessStartInfo("/bin/sh", ["-c", command, "sh", "exec", server, "--urls=http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
        };
        if (isHostile)
        {
            start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
            start.Environment[StartupHook.FolderVariable] = _folder.FullName;
        }

        return Process.Start(start)!;
    }
}
