using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Iris.Server.Admission;
using Iris.Server.Fetching;

namespace Iris.Server.Tests;

/// <summary>Picture servers that answer in the worst way they can: each fetch ends soon, with an outcome and within its limits.</summary>
public sealed class HostileServerTests
{
    private const int MaxPictureBytes = 100_000;
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    // The kernel takes some megabytes for a connection, whether they are read or not.
    private const long MostThatSocketsHold = 16_000_000;

    // Never the reason why a fetch ends here, even on a busy machine.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private static readonly byte[] Bomb = Pack(10_000_000);

    /// <summary>What a server sends, then closing the connection, and what comes of it.</summary>
    public static TheoryData<string, string, string> Answers => new()
    {
        { "nothing", "", "Failed" },
        { "half a status line", "HTTP/1.1 2", "Failed" },
        { "half a head", Ok + "Content-Length: 7", "Failed" },
        { "a body without a head, as of HTTP/0.9", "<html>secret</html>", "Failed" },
        { "HTTP/2", "\0\0\0\u0004\0\0\0\0\0", "Failed" },
        { "another protocol", "220 mail.test ESMTP\r\n", "Failed" },
        { "a status that is no number", "HTTP/1.1 2OO OK\r\n\r\n", "Failed" },
        { "a switch of protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", "Failed" },
        { "a NUL in a header", Ok + "X: a\0b\r\nContent-Length: 7\r\n\r\npicture", "Fetched picture" },
        { "a header without a colon", Ok + "nonsense\r\nContent-Length: 7\r\n\r\npicture", "Failed" },
        { "a header of 20 KB", Ok + "X: " + new string('x', 20_000) + "\r\nContent-Length: 7\r\n\r\npicture", "Failed" },
        { "1,000 headers of 20 bytes", Ok + Repeat("X-Header: 12345678\r\n", 1_000) + "Content-Length: 7\r\n\r\npicture", "Failed" },
        { "a redirect to a URL of 20 KB", "HTTP/1.1 302 Found\r\nLocation: /" + new string('x', 20_000) + "\r\n\r\n", "Failed" },
        { "a redirect to nowhere", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "Failed" },
        { "a length that is right", Ok + "Content-Length: 7\r\n\r\npicture", "Fetched picture" },
        { "no length", Ok + "\r\npicture", "Fetched picture" },
        { "a length that is too short", Ok + "Content-Length: 3\r\n\r\npicture", "Fetched pic" },
        { "a length that is too long", Ok + "Content-Length: 8\r\n\r\npicture", "Failed" },
        { "a length of nothing", Ok + "Content-Length: 0\r\n\r\npicture", "Fetched " },
        { "a length over the limit", Ok + "Content-Length: 100001\r\n\r\npicture", "TooLarge" },
        { "a length over 32 bits", Ok + "Content-Length: 4294967303\r\n\r\npicture", "TooLarge" },
        { "a length of 0 and a chunk", Ok + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n7\r\npicture\r\n0\r\n\r\n", "Fetched picture" },
        { "chunks", Ok + "Transfer-Encoding: chunked\r\n\r\n3\r\npic\r\n4\r\nture\r\n0\r\n\r\n", "Fetched picture" },
        { "chunks that break off", Ok + "Transfer-Encoding: chunked\r\n\r\n7\r\npic", "Failed" },
        { "a chunk of a negative size", Ok + "Transfer-Encoding: chunked\r\n\r\n-7\r\npicture\r\n0\r\n\r\n", "Failed" },
        { "a chunk over 64 bits", Ok + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\npicture\r\n", "Failed" },
        { "a chunk with an extension of 20 KB", Ok + "Transfer-Encoding: chunked\r\n\r\n7;" + new string('x', 20_000) + "\r\npicture\r\n0\r\n\r\n", "Failed" },
        { "trailers of 20 KB", Ok + "Transfer-Encoding: chunked\r\n\r\n7\r\npicture\r\n0\r\n" + Repeat("X: y\r\n", 4_000) + "\r\n", "Failed" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_that_is_not_proper_is_an_outcome(string what, string answer, string expected)
    {
        Assert.NotEmpty(what);
        await using RawServer server = RawServer.Start(request => request.WriteAsync(answer));

        (string outcome, _) = await FetchAsync(server);

        Assert.Equal(expected, outcome);
    }

    [Theory]
    [InlineData("Content-Length: -7")]
    [InlineData("Content-Length: 7, 100000")]
    [InlineData("Content-Length: 7\r\nContent-Length: 100000")]
    [InlineData("Content-Length: 99999999999999999999")]
    [InlineData("Content-Length: seven")]
    public async Task A_length_that_is_none_does_not_lift_the_limit(string length)
    {
        var sent = new TaskCompletionSource<long>();
        await using RawServer server = RawServer.Start(async request =>
        {
            await request.WriteAsync($"{Ok}{length}\r\n\r\n");
            sent.SetResult(await request.FloodAsync(new string('x', 10_000)));
        });

        (string outcome, int bytes) = await FetchAsync(server);

        Assert.Contains(outcome, (string[])["Failed", "TooLarge", "Fetched xxxxxxx"]);
        Assert.InRange(bytes, 0, MaxPictureBytes);
        Assert.InRange(await sent.Task.WaitAsync(Long, TestContext.Current.CancellationToken), 0, MostThatSocketsHold);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK", "x")]
    [InlineData(Ok + "X: ", "x")]
    [InlineData(Ok, "X: y\r\n")]
    [InlineData("", "\r\n")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n7;", "x")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n", "0")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n", "X: y\r\n")]
    [InlineData(Ok + "\r\n", "x")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n", "10\r\n0123456789abcdef\r\n")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /end\r\n\r\n", "x")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /end\r\nTransfer-Encoding: chunked\r\n\r\n", "10\r\n0123456789abcdef\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\n\r\n", "x")]
    public async Task What_never_ends_is_cut_off_after_some_bytes(string beginning, string forever)
    {
        var sent = new TaskCompletionSource<long>();
        await using RawServer server = RawServer.Start(async request =>
        {
            if (request.Target == "/end")
            {
                await RawServer.Always("picture")(request);
                return;
            }

            await request.WriteAsync(beginning);
            sent.SetResult(await request.FloodAsync(Repeat(forever, 5_000)));
        });

        (string outcome, int bytes) = await FetchAsync(server);

        Assert.Equal(
            beginning.StartsWith("HTTP/1.1 302", StringComparison.Ordinal) ? "Fetched picture" : bytes == MaxPictureBytes ? "TooLarge" : "Failed", outcome);
        Assert.InRange(bytes, 0, MaxPictureBytes);
        Assert.InRange(await sent.Task.WaitAsync(Long, TestContext.Current.CancellationToken), 0, MostThatSocketsHold);
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 102 Processing\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")]
    public async Task Preliminary_heads_count_as_one_with_the_last(string head)
    {
        await using RawServer few = RawServer.Start(request => request.WriteAsync($"{Repeat(head, 10)}{Ok}Content-Length: 7\r\n\r\npicture"));
        await using RawServer many = RawServer.Start(request => request.FloodAsync(Repeat(head, 100)));

        Assert.Equal("Fetched picture", (await FetchAsync(few)).Outcome);
        Assert.Equal("Failed", (await FetchAsync(many)).Outcome);
    }

    [Fact]
    public async Task A_head_that_does_not_come_is_waited_for_no_longer_than_allowed()
    {
        await using RawServer server = RawServer.Start(static request => request.WaitAsync());

        (string outcome, _) = await FetchAsync(server, new() { HeaderTimeout = TimeSpan.FromSeconds(0.5), Timeout = Long });

        Assert.Equal("TimedOut", outcome);
    }

    [Theory]
    [InlineData("", "HTTP/1.1 200 OK\r\nX: ")]
    [InlineData(Ok, "X: yyyyyyyyyyyy\r\n")]
    [InlineData("", "HTTP/1.1 100 Continue\r\n\r\n")]
    public async Task A_head_that_comes_byte_by_byte_is_cut_off(string beginning, string slowly)
    {
        await using RawServer server = RawServer.Start(request => DripAsync(request, beginning, slowly));

        (string outcome, _) = await FetchAsync(server, new() { HeaderTimeout = TimeSpan.FromSeconds(0.5), Timeout = Long });

        Assert.Equal("TimedOut", outcome);
    }

    [Theory]
    [InlineData(Ok + "\r\n")]
    [InlineData(Ok + "Content-Length: 90000\r\n\r\n")]
    public async Task A_picture_that_comes_byte_by_byte_is_cut_off_before_its_time_is_up(string head)
    {
        await using RawServer server = RawServer.Start(request => DripAsync(request, head, "picture"));
        var watch = Stopwatch.StartNew();

        (string outcome, int bytes) = await FetchAsync(server, new() { HeaderTimeout = Long, Timeout = Long });

        Assert.Equal("TimedOut", outcome);
        Assert.InRange(bytes, 1, 1_000);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(2.9), Long / 2);
    }

    [Fact]
    public async Task A_picture_that_comes_fast_enough_may_take_its_time()
    {
        // At twice the least rate for longer than the grace.
        await using RawServer server = RawServer.Start(async request =>
        {
            await request.WriteAsync($"{Ok}Content-Length: 40000\r\n\r\n");
            await request.FloodAsync(new string('x', 1_000), times: 40, TimeSpan.FromSeconds(0.1));
        });
        var watch = Stopwatch.StartNew();

        (string outcome, int bytes) = await FetchAsync(server, new() { MinBytesPerSecond = 2_000, Timeout = Long });

        Assert.Equal(("Fetched", 40_000), (outcome.Split(' ')[0], bytes));
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(3.5), "It should have taken longer than the grace.");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("gzip, gzip")]
    public async Task Nothing_is_unpacked(string encoding)
    {
        await using RawServer server = RawServer.Start(async request =>
        {
            await request.WriteAsync($"{Ok}Content-Encoding: {encoding}\r\nContent-Length: {Bomb.Length}\r\n\r\n");
            await request.Stream.WriteAsync(Bomb, request.Ending);
        });

        (string outcome, int bytes) = await FetchAsync(server);

        Assert.Equal(("Fetched", Bomb.Length), (outcome.Split(' ')[0], bytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_is_reset_is_an_outcome(bool afterHead)
    {
        await using RawServer server = RawServer.Start(async request =>
        {
            await request.WriteAsync(afterHead ? $"{Ok}Content-Length: 7\r\n\r\npic" : "");
            request.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
            request.Socket.Close();
        });

        Assert.Equal("Failed", (await FetchAsync(server)).Outcome);
    }

    [Fact]
    public async Task A_request_says_what_is_wanted_of_whom_and_nothing_else_after_redirects_too()
    {
        await using RawServer server = RawServer.Start(
            request => request.Target.StartsWith("/end", StringComparison.Ordinal)
                ? RawServer.Always("picture")(request)
                : request.WriteAsync(
                    "HTTP/1.1 302 Found\r\nLocation: /end\r\nSet-Cookie: id=1; Path=/\r\nWWW-Authenticate: Basic\r\n"
                    + "Alt-Svc: h3=\":443\"\r\nRefresh: 0\r\nContent-Length: 0\r\n\r\n"),
            "127.0.0.2");
        using var fetch = new Fetch(new() { AllowedNetworks = "127.0.0.2" });
        string host = $"public.test:{server.Port}";

        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(FetchOutcome.Fetched, (await fetch.GetAsync($"http://{host}/a b?c=ä#fragment")).Outcome);
        }

        string[] expected = [$"GET /a%20b?c=%C3%A4 HTTP/1.1\r\nHost: {host}\r\n\r\n", $"GET /end HTTP/1.1\r\nHost: {host}\r\n\r\n"];
        Assert.Equal([.. expected, .. expected], server.Heads.Select(static head => head.Text));
    }

    [Theory]
    [InlineData("/a\r\nX-Injected: 1\r\n\r\nGET /b HTTP/1.1", "/a%0D%0AX-Injected:%201%0D%0A%0D%0AGET%20/b%20HTTP/1.1")]
    [InlineData("/a\nX-Injected: 1", "/a%0AX-Injected:%201")]
    [InlineData("/a?\r\nX-Injected: 1", "/a?%0D%0AX-Injected:%201")]
    [InlineData("/a\u0000b\u2028c", "/a%00b%E2%80%A8c")]
    public async Task A_line_break_in_a_url_breaks_no_line(string target, string asked)
    {
        await using RawServer server = RawServer.Start(RawServer.Always("picture"));

        using var fetch = new Fetch(new() { AllowedNetworks = "127.0.0.1" });
        await fetch.GetAsync($"http://127.0.0.1:{server.Port}{target}");

        Assert.Equal($"GET {asked} HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\n\r\n", Assert.Single(server.Heads).Text);
    }

    [Theory]
    [InlineData(false, "Failed")]
    [InlineData(true, "TimedOut")]
    public async Task A_server_that_does_not_speak_TLS_is_an_outcome(bool staysSilent, string expected)
    {
        await using RawServer server = RawServer.Start(request => staysSilent ? request.WaitAsync() : request.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"));
        using var fetch = new Fetch(Options(new() { ConnectTimeout = TimeSpan.FromSeconds(staysSilent ? 0.5 : 60), HeaderTimeout = Long, Timeout = Long }));

        Assert.Equal(expected, $"{(await fetch.GetAsync($"https://127.0.0.1:{server.Port}/")).Outcome}");
    }

    [Fact]
    public async Task A_certificate_makes_nobody_fetch_its_issuer_s()
    {
        await using RawServer inside = RawServer.Start(RawServer.Always("certificate"));
        using X509Certificate2 certificate = IssuedByNobody($"http://127.0.0.1:{inside.Port}/issuer.crt");
        var context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        using var listener = new TcpListener(IPAddress.Parse("127.0.0.2"), 0);
        listener.Start();
        Task<bool> handshake = ShakeHandsAsync(listener, context);
        using var fetch = new Fetch(new() { AllowedNetworks = "127.0.0.2" });

        FetchOutcome outcome = (await fetch.GetAsync($"https://public.test:{((IPEndPoint)listener.LocalEndpoint).Port}/")).Outcome;

        Assert.Equal(FetchOutcome.Failed, outcome);
        Assert.Equal(0, inside.Connections);
        await handshake;
    }

    [Fact]
    public async Task Names_whose_servers_do_not_answer_hold_up_only_other_names_of_those_who_ask_for_them()
    {
        ClientHash greedy = new(1), other = new(2);
        using var end = new ManualResetEventSlim();
        var lookup = new HostLookup(host =>
        {
            if (host == "slow.test")
            {
                end.Wait(Long);
            }

            return [IPAddress.Loopback];
        }, TimeProvider.System);
        Task<IPAddress[]>[] waiting =
            [.. Enumerable.Range(0, HostLookup.MaxLookups / 2).Select(_ => lookup.FindAsync("slow.test", greedy, TestContext.Current.CancellationToken))];

        // One more has no place, and goes when it must; an address needs none, and another client has its own.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lookup.FindAsync("quick.test", greedy, patience.Token));
        Assert.Equal([IPAddress.Loopback], await lookup.FindAsync("127.0.0.1", greedy, TestContext.Current.CancellationToken));
        Assert.Equal([IPAddress.Loopback], await lookup.FindAsync("quick.test", other, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(waiting, static task => task.IsCompleted);

        end.Set();
        await Task.WhenAll(waiting);
        Assert.Equal([IPAddress.Loopback], await lookup.FindAsync("quick.test", greedy, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Forgetting_connections_ends_those_that_are_being_made()
    {
        using var asked = new SemaphoreSlim(0);
        using var end = new ManualResetEventSlim();
        using var fetch = new Fetch(new() { ConnectTimeout = Long, HeaderTimeout = Long, Timeout = Long }, _ =>
        {
            asked.Release();
            end.Wait(Long);
            return [];
        });
        Task<(FetchOutcome Outcome, byte[])> fetched = fetch.GetAsync("http://slow.test/");
        await asked.WaitAsync(TestContext.Current.CancellationToken);

        fetch.Fetcher.ForgetConnections();

        Assert.NotEqual(FetchOutcome.Fetched, (await fetched.WaitAsync(Long / 2, TestContext.Current.CancellationToken)).Outcome);
        end.Set();
    }

    private static async Task<(string Outcome, int Bytes)> FetchAsync(RawServer server, FetchOptions? options = null)
    {
        using var fetch = new Fetch(Options(options ?? new() { HeaderTimeout = Long, Timeout = Long }));
        (FetchOutcome outcome, byte[] picture) = await fetch.GetAsync($"http://127.0.0.1:{server.Port}/");
        return (outcome == FetchOutcome.Fetched ? $"{outcome} {Encoding.Latin1.GetString(picture)}" : $"{outcome}", picture.Length);
    }

    private static FetchOptions Options(FetchOptions options)
    {
        options.AllowedNetworks = "127.0.0.1";
        options.MaxPictureBytes = MaxPictureBytes;
        return options;
    }

    private static async Task DripAsync(RawRequest request, string beginning, string slowly)
    {
        await request.WriteAsync(beginning);
        for (int i = 0; ; i++)
        {
            await request.WriteAsync($"{slowly[i % slowly.Length]}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), request.Ending);
        }
    }

    // The issuer is unknown, and said to be had at a URL.
    private static X509Certificate2 IssuedByNobody(string issuerUrl)
    {
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issuer = new X500DistinguishedName("CN=Nobody");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=public.test", key, HashAlgorithmName.SHA256)
        {
            CertificateExtensions = { new X509AuthorityInformationAccessExtension(ocspUris: null, caIssuersUris: [issuerUrl]) },
        };
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        byte[] serial = BitConverter.GetBytes(now.Ticks);
        using X509Certificate2 issued = request.Create(
            issuer, X509SignatureGenerator.CreateForECDsa(issuerKey), now.AddHours(-1), now.AddDays(1), serial);
        return issued.CopyWithPrivateKey(key);
    }

    private static async Task<bool> ShakeHandsAsync(TcpListener listener, SslStreamCertificateContext certificate)
    {
        using Socket connection = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await using var stream = new SslStream(new NetworkStream(connection, ownsSocket: false));
        try
        {
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificateContext = certificate }, TestContext.Current.CancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is System.Security.Authentication.AuthenticationException or IOException)
        {
            return false;
        }
    }

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();

    private static byte[] Pack(int zeros)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(new byte[zeros]);
        }

        return packed.ToArray();
    }
}
