using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Iris.Privacy.Tests;

/// <summary>Invariant P3: nothing personal in what the process prints, at any log level.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task At_the_most_talkative_level_nothing_of_a_request_is_printed()
    {
        var request = new CanaryRequest();
        await using PictureServer pictures = await PictureServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        await using IrisProcess iris = await IrisProcess.StartAsync(
            "Logging:LogLevel:Default=Trace",
            "Logging:LogLevel:Microsoft=Trace",
            "Logging:LogLevel:Microsoft.AspNetCore=Trace",
            "Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace",
            "Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel=Trace",
            "Logging:LogLevel:System=Trace",
            "Logging:Console:LogLevel:Default=Trace");
        foreach (string body in (string[])
            [
                request.BodyWithPicture(), request.BodyWithUrl(pictures), request.MalformedBody(), request.Body("http://127.0.0.1:1" + request.Path),
                request.BodyWithUndecodablePicture(),
            ])
        {
            await request.SendAsync(iris.Client, body);
        }

        using HttpResponseMessage unknown = await iris.Client.GetAsync(new Uri(request.Path, UriKind.Relative), TestContext.Current.CancellationToken);
        string printed = await iris.EndAsync();

        Assert.Equal(StatusCodes.Status404NotFound, (int)unknown.StatusCode);
        byte[] bytes = Encoding.UTF8.GetBytes(printed);
        Assert.All(request.All, canary => Assert.Equal(-1, bytes.AsSpan().IndexOf(canary.Value)));
        Assert.DoesNotContain("127.0.0.1:1/", printed, StringComparison.Ordinal);
        Assert.Contains("Application started", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_that_nobody_catches_is_told_by_its_type_alone()
    {
        const string Message = "what came with a request";
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Iris.Server.dll"), "--urls=http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location, [StartupHook.CrashVariable] = Message },
        };
        using Process server = Process.Start(start)!;
        Task<string> output = server.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("Iris ends: nobody caught an exception of the type InvalidOperationException.", error.Trim());
        Assert.DoesNotContain(Message, await output, StringComparison.Ordinal);
        Assert.Equal(70, server.ExitCode);
    }
}
