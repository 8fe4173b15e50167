namespace Iris.Server.Tests;

/// <summary>
/// Requests whose end a server in front of this one may see elsewhere: what follows must never be taken for another request. Each is
/// followed by a request for <c>/health</c>, whose answer would show.
/// </summary>
public sealed class SmugglingTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Smuggled = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    private const string Start = "POST /compare HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    private const string Chunked = Start + "Transfer-Encoding: chunked\r\n\r\n";

    private readonly IrisServer _server = shared.Server;

    [Theory]
    [InlineData(Start + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}")]
    [InlineData(Start + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData(Start + "Content-Length: 2, 2\r\n\r\n{}")]
    [InlineData(Start + "Content-Length: -2\r\n\r\n{}")]
    [InlineData(Start + "Content-Length: 0x2\r\n\r\n{}")]
    [InlineData(Start + "Content-Length: 2 2\r\n\r\n{}")]
    [InlineData(Start + "Content-Length:\r\n\r\n{}")]
    [InlineData(Start + "Content-Length: 9223372036854775808\r\n\r\n{}")]
    [InlineData(Start + "Content-Length: 18446744073709551618\r\n\r\n{}")]
    [InlineData(Start + "Content-Length : 2\r\n\r\n{}")]
    [InlineData(Start + "Content-Length\t: 2\r\n\r\n{}")]
    [InlineData(Start + " Content-Length: 2\r\n\r\n{}")]
    [InlineData(Start + "X: a\r\n Content-Length: 2\r\n\r\n{}")]
    [InlineData(Start + "X: a\r\n\tb\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData(Start + "Content-Length 2\r\n\r\n{}")]
    [InlineData(Start + ": 2\r\n\r\n{}")]
    [InlineData(Start + "X: a\0b\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData(Start + "X\0: a\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData(Start + "X: a\rContent-Length: 2\r\n\r\n{}")]
    [InlineData(Start + "Transfer-Encoding: identity\r\n\r\n{}")]
    [InlineData(Start + "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Start + "Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Start + "Transfer-Encoding: \"chunked\"\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Start + "Transfer-Encoding : chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Start + "Transfer-Encoding:\u000bchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "-2\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "0x2\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "g\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "100000000\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "80000000\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "FFFFFFFFFFFFFFFF2\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "2\r\n{}X\r\n0\r\n\r\n")]
    [InlineData(Chunked + "2\r\n{}\n0\r\n\r\n")]
    [InlineData(Chunked + "2\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "2;a\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "2;a\r{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "2;\n\r\n{}\r\n0\r\n\r\n")]
    [InlineData("POST /compare HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("POST /compare HTTP/1.1\r\nHost: x\r\nHost: y\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("POST /compare HTTP/1.1\r\nHost: x y\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("POST  /compare HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("POST /compare\0 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("POST compare HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("PO ST /compare HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("POST /compare HTTP/1.2\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("POST /compare\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task What_is_not_proper_HTTP_is_refused_and_ends_the_connection(string request)
    {
        string answer = await SendAsync(request + Smuggled);

        Assert.Matches("^HTTP/1.1 (400|405|505) ", answer);
        AssertOneAnswer(answer);
    }

    [Theory]

    // Both lengths: the chunks count, as RFC 9112 has it, and the connection ends.
    [InlineData(422, Start + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData(422, Start + "Transfer-Encoding: chunked\r\nContent-Length: 100\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    public async Task After_a_request_that_can_be_read_two_ways_the_connection_ends(int status, string request)
    {
        string answer = await SendAsync(request + Smuggled);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        AssertOneAnswer(answer);
    }

    [Theory]
    [InlineData("2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("00000002\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2;a=b;c=\"d\"\r\n{}\r\n0;e\r\n\r\n")]
    [InlineData("1\r\n{\r\n1\r\n}\r\n0\r\nX: trailer\r\n\r\n")]
    public async Task Chunks_with_whatever_they_may_have_end_where_they_say(string body)
    {
        string answer = await SendAsync(Chunked + body + "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 422 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nOK", answer, StringComparison.Ordinal);
    }

    private static void AssertOneAnswer(string answer) => Assert.Equal(0, answer.IndexOf("HTTP/1.1 ", StringComparison.Ordinal) + answer.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal));

    private async Task<string> SendAsync(string request)
    {
        string answer;
        using (RawConnection connection = await RawConnection.OpenAsync(_server))
        {
            await connection.SendAsync(request);
            answer = await connection.ReadToEndAsync();
        }

        Assert.Equal("OK", await _server.Client.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken));
        return answer;
    }
}
