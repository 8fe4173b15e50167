using System.Net.Sockets;
using System.Text;
using static Iris.Privacy.Tests.Scans;

namespace Iris.Privacy.Tests;

/// <summary>
/// Invariant P2 where a client has begun its next request: the block that received the end of the one before stays in use, for as long as the
/// client likes.
/// </summary>
public sealed class NextRequestTests
{
    public NextRequestTests() => SkipUnlessReadable();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_the_answer_has_been_read_nothing_is_left_of_what_came_in_the_same_block(bool isChunked)
    {
        await using IrisProcess iris = await IrisProcess.StartAsync();
        var request = new CanaryRequest();
        byte[] body = Encoding.UTF8.GetBytes(request.Body("data:;base64,"));
        string head = $"POST /compare HTTP/1.1\r\nHost: x\r\nX-Other: {Encoding.UTF8.GetString(request.InHead["header"])}\r\nContent-Type: application/json\r\n";
        byte[] sent = isChunked
            ? [.. Ascii($"{head}Transfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n"), .. body, .. Ascii("\r\n0\r\n\r\nGET /heal")]
            : [.. Ascii($"{head}Content-Length: {body.Length}\r\n\r\n"), .. body, .. Ascii("GET /heal")];
        using var client = new TcpClient(iris.Client.BaseAddress!.Host, iris.Client.BaseAddress.Port);
        await client.GetStream().WriteAsync(sent, TestContext.Current.CancellationToken);
        await ReadAnswerAsync(client);

        AssertClean(await ScanAtOnceAsync(iris, new Dictionary<string, byte[]>(request.InName)));
        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);
        AssertClean(Scan(iris, request.All));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_head_that_the_next_one_has_followed()
    {
        await using IrisProcess iris = await IrisProcess.StartAsync();
        var request = new CanaryRequest();
        using var client = new TcpClient(iris.Client.BaseAddress!.Host, iris.Client.BaseAddress.Port);
        await client.GetStream().WriteAsync(
            Ascii($"GET /stats HTTP/1.1\r\nHost: x\r\nX-Other: {Encoding.UTF8.GetString(request.InHead["header"])}\r\n\r\nGET /heal"),
            TestContext.Current.CancellationToken);
        await ReadAnswerAsync(client);

        await Task.Delay(UntilScrubbed, TestContext.Current.CancellationToken);

        AssertClean(Scan(iris, request.InHead));
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    // Both end with the only object that they have.
    private static async Task ReadAnswerAsync(TcpClient client)
    {
        var answer = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!answer.ToString().Contains('}', StringComparison.Ordinal))
        {
            int length = await client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, length);
            answer.Append(Encoding.UTF8.GetString(buffer, 0, length));
        }

        Assert.StartsWith("HTTP/1.1 200 ", answer.ToString(), StringComparison.Ordinal);
    }
}
