using System.Net.Sockets;
using Iris.Cli.Verification.Linux;

namespace Iris.Privacy.Tests;

/// <summary>How the program ends when it is told to: what it has begun it finishes, within a limit, and nothing of it stays behind.</summary>
public sealed class ShutdownTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public ShutdownTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent by Linux's numbers.");

    [Theory]
    [InlineData(SystemCalls.Terminate)]
    [InlineData(SystemCalls.Interrupt)]
    public async Task A_request_in_flight_is_answered_and_new_ones_are_refused(int signal)
    {
        var request = new CanaryRequest();
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PictureServer pictures = await PictureServer.StartAsync(async context =>
        {
            await mayAnswer.Task.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(request.Picture, context.RequestAborted);
        });
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Fetch:Timeout=00:02:00", "Iris:Shutdown:Timeout=00:02:00");
        using Socket idle = await ConnectAsync(iris);
        await idle.SendAsync("GET /health HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        byte[] buffer = new byte[4096];
        Assert.NotEqual(0, await idle.ReceiveAsync(buffer, TestContext.Current.CancellationToken));
        Task<(int Status, string Text)> answer = request.SendAsync(iris.Client, request.BodyWithUrl(pictures));
        await pictures.Asked.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.True(SystemCalls.Signal(iris.Id, signal));

        await AssertConnectionsAreRefusedAsync(iris);
        Assert.Equal(0, await ReceiveAsync(idle, buffer));
        Assert.False(answer.IsCompleted);
        mayAnswer.SetResult();
        request.AssertMatched(await answer);
        await AssertEndsWellAsync(iris);
    }

    [Fact]
    public async Task A_request_that_does_not_come_to_its_end_is_broken_off_at_the_limit()
    {
        await using PictureServer pictures = await PictureServer.StartSilentAsync();
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Fetch:Timeout=00:05:00", "Iris:Shutdown:Timeout=00:00:01");
        var request = new CanaryRequest();
        Task answer = request.SendAsync(iris.Client, request.BodyWithUrl(pictures));
        await pictures.Asked.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.True(SystemCalls.Signal(iris.Id, SystemCalls.Terminate));

        await Assert.ThrowsAsync<HttpRequestException>(() => answer.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await AssertEndsWellAsync(iris);
    }

    [Fact]
    public async Task Pictures_in_work_and_bodies_on_their_way_do_not_hold_the_end_up()
    {
        await using IrisProcess iris = await IrisProcess.StartAsync("Iris:Shutdown:Timeout=00:00:00");
        var request = new CanaryRequest(people: 500);
        using Socket slow = await ConnectAsync(iris);
        await slow.SendAsync(
            "POST /compare HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"u8.ToArray(),
            TestContext.Current.CancellationToken);
        Task[] answers = [.. Enumerable.Range(0, 4).Select(_ => request.SendAsync(iris.Client, request.BodyWithPicture()))];

        // Of each some of the 500 pictures have been analysed by then, and far from all.
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Assert.True(SystemCalls.Signal(iris.Id, SystemCalls.Terminate));

        await AssertEndsWellAsync(iris);
        Assert.All(answers, answer => Assert.True(answer.IsFaulted));
    }

    private static async Task AssertEndsWellAsync(IrisProcess iris)
    {
        await iris.EndedAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(0, iris.ExitCode);
        Assert.False(Directory.Exists($"/proc/{iris.Id}/task"));
        string printed = await iris.EndAsync();
        Assert.EndsWith("Application is shutting down...", printed.TrimEnd(), StringComparison.Ordinal);
    }

    // At once, but for the moment that the signal takes.
    private static async Task AssertConnectionsAreRefusedAsync(IrisProcess iris)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            try
            {
                using Socket socket = await ConnectAsync(iris);
                await Task.Delay(10, limit.Token);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
            {
                // Connected just as the server stopped listening.
            }
            catch (SocketException exception)
            {
                Assert.Equal(SocketError.ConnectionRefused, exception.SocketErrorCode);
                return;
            }
        }
    }

    private static async Task<Socket> ConnectAsync(IrisProcess iris)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(iris.Addresses[0].Host, iris.Addresses[0].Port, TestContext.Current.CancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Task<int> ReceiveAsync(Socket socket, byte[] buffer) =>
        socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
}
