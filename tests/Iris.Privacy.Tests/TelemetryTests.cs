using System.Diagnostics;

namespace Iris.Privacy.Tests;

/// <summary>What libraries would do by themselves: ONNX Runtime reports to its maker.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("iris-home-");

    public TelemetryTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere it keeps nothing in the home folder.");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task No_library_keeps_an_identifier_or_events_to_report()
    {
        // With the mark of the second execution the first is not confined: what wants to write, can. Where it believes itself in a test,
        // ONNX Runtime is silent anyway. Killed, it would leave .NET's sockets behind.
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", "unset CI GITHUB_ACTIONS TF_BUILD XDG_CACHE_HOME; IRIS_CONFINED=$$ exec dotnet \"$@\"", "sh", "exec", Path.Combine(AppContext.BaseDirectory, "Iris.Server.dll"), "--urls=http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            Environment = { ["HOME"] = _home.FullName, ["DOTNET_EnableDiagnostics"] = "0" },
        };
        using Process server = Process.Start(start)!;
        bool isListening = false;
        while (!isListening && await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            isListening = line.Contains("Now listening", StringComparison.Ordinal);
        }

        server.Kill();
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(isListening);
        Assert.Empty(_home.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(file => file.Name));
    }
}
