using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Iris.Server.Fetching;

namespace Iris.Server.Tests;

/// <summary>
/// No URL, no redirect and no answer of a name server gets past the policy: asserted at servers that listen where such a URL leads. Servers
/// on 127.0.0.2 stand for the internet, which the policy is told to allow; those on 127.0.0.1, with the same port, for what is inside.
/// </summary>
public sealed class RefusedAddressTests
{
    private const string Public = "127.0.0.2";
    private const string Private = "127.0.0.1";
    private const string Everything = "0.0.0.0/0, ::/0";

    /// <summary>URLs that lead to this machine, and whether they do so here too. PORT is the port.</summary>
    public static TheoryData<string, bool> ToThisMachine => new()
    {
        // An address in every form that some reader of URLs takes for it.
        { "http://127.0.0.1:PORT/", true },
        { "http://127.0.0.1.:PORT/", true },
        { "http://2130706433:PORT/", true },
        { "http://017700000001:PORT/", true },
        { "http://0x7f000001:PORT/", true },
        { "http://0X7F000001:PORT/", true },
        { "http://0x7f.0x0.0x0.0x1:PORT/", true },
        { "http://0177.0.0.1:PORT/", true },
        { "http://0177.0.0.01:PORT/", true },
        { "http://0x7f.0.0.1:PORT/", true },
        { "http://0x7f.1:PORT/", true },
        { "http://0177.1:PORT/", true },
        { "http://127.1:PORT/", true },
        { "http://127.0.1:PORT/", true },
        { "http://127.0.0.2:PORT/", false },
        { "http://127.255.255.254:PORT/", false },
        { "http://0.0.0.0:PORT/", true },
        { "http://0:PORT/", true },
        { "http://0x0:PORT/", true },
        { "http://[::1]:PORT/", true },
        { "http://[0:0:0:0:0:0:0:1]:PORT/", true },
        { "http://[0000::0001]:PORT/", true },
        { "http://[::]:PORT/", true },
        { "http://[::ffff:127.0.0.1]:PORT/", true },
        { "http://[::ffff:7f00:1]:PORT/", true },
        { "http://[::FFFF:7F00:0001]:PORT/", true },
        { "http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/", true },
        { "http://[::ffff:0.0.0.0]:PORT/", true },
        { "http://[::127.0.0.1]:PORT/", false },
        { "http://[::ffff:0:127.0.0.1]:PORT/", false },
        { "http://[64:ff9b::127.0.0.1]:PORT/", false },
        { "http://[64:ff9b::7f00:1]:PORT/", false },
        { "http://[64:ff9b:1::127.0.0.1]:PORT/", false },
        { "http://[2002:7f00:1::]:PORT/", false },
        { "http://[2001:0:7f00:1::]:PORT/", false },
        { "http://[2a00::5efe:127.0.0.1]:PORT/", false },

        // Dots that are not ASCII.
        { "http://127。0。0。1:PORT/", true },
        { "http://127．0．0．1:PORT/", true },

        // Names.
        { "http://localhost:PORT/", true },
        { "http://LOCALHOST:PORT/", true },
        { "http://localhost.:PORT/", true },
        { "http://private.test:PORT/", true },
        { "http://127.0.0.1.nip.test:PORT/", true },
        { "http://localhost6.test:PORT/", true },
        { "http://mapped.test:PORT/", true },
        { "http://unspecified.test:PORT/", true },
        { "http://everything.test:PORT/", true },

        // Other ways to write the rest of the URL.
        { "HTTP://127.0.0.1:PORT/", true },
        { "  http://127.0.0.1:PORT/", true },
        { "http://127.0.0.1:PORT#@public.test/", true },
        { "http://127.0.0.1:PORT?@public.test/", true },
        { "http://127.0.0.1:PORT/@public.test/", true },
        { "https://127.0.0.1:PORT/", true },
        { "https://localhost:PORT/", true },
        { "https://[::ffff:127.0.0.1]:PORT/", true },
    };

    [Theory]
    [MemberData(nameof(ToThisMachine))]
    public async Task This_machine_is_not_asked_whatever_the_url_looks_like(string url, bool reachesIt)
    {
        await using RawServer server = RawServer.Start(RawServer.Always("secret"), Private, "::1");
        url = WithPort(url, server);

        Assert.Equal(FetchOutcome.RefusedAddress, await Fetch.OnceAsync(url));
        Assert.Equal(0, server.Connections);

        // By a policy that allows everything it would have been.
        if (reachesIt)
        {
            await Fetch.OnceAsync(url, new() { AllowedNetworks = Everything });
            Assert.NotEqual(0, server.Connections);
        }
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://2852039166/latest/meta-data/")]
    [InlineData("http://0xA9FEA9FE/")]
    [InlineData("http://0251.0376.0251.0376/")]
    [InlineData("http://169.254.43518/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[64:ff9b::169.254.169.254]/")]
    [InlineData("http://[fd00:ec2::254]/latest/meta-data/")]
    [InlineData("http://[fd20:ce::254]/")]
    [InlineData("http://metadata.test/computeMetadata/v1/")]
    [InlineData("http://169.254.170.2/v2/credentials")]
    [InlineData("http://100.100.100.200/latest/meta-data/")]
    [InlineData("http://192.0.0.192/latest/")]
    [InlineData("http://168.63.129.16/machine")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://172.31.255.255/")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://3232235777/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fe80::1%251]/")]
    [InlineData("http://[fec0::1]/")]
    [InlineData("http://[fd12:3456::1]/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://[ff02::1]/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://240.0.0.1/")]
    public async Task Networks_inside_and_metadata_of_clouds_are_refused(string url) =>
        Assert.Equal(FetchOutcome.RefusedAddress, await Fetch.OnceAsync(url));

    [Theory]
    [InlineData("ftp://127.0.0.1:PORT/a.jpg")]
    [InlineData("ftps://127.0.0.1:PORT/a.jpg")]
    [InlineData("file:///etc/passwd")]
    [InlineData("file://127.0.0.1/etc/passwd")]
    [InlineData("gopher://127.0.0.1:PORT/_GET%20/")]
    [InlineData("jar:http://127.0.0.1:PORT/a.jar!/a.jpg")]
    [InlineData("javascript:alert(1)")]
    [InlineData("ldap://127.0.0.1:PORT/")]
    [InlineData("dict://127.0.0.1:PORT/stats")]
    [InlineData("ws://127.0.0.1:PORT/")]
    [InlineData("unix:/var/run/docker.sock")]
    [InlineData("http+unix://%2Fvar%2Frun%2Fdocker.sock/")]
    [InlineData("view-source:http://127.0.0.1:PORT/")]
    [InlineData("//127.0.0.1:PORT/")]
    [InlineData("/etc/passwd")]
    [InlineData("127.0.0.1:PORT/")]
    [InlineData("\\\\127.0.0.1\\share\\a.jpg")]
    [InlineData("http://user@127.0.0.1:PORT/")]
    [InlineData("http://user:password@127.0.0.1:PORT/")]
    [InlineData("http://public.test@127.0.0.1:PORT/")]
    [InlineData("http://public.test:80@127.0.0.1:PORT/")]
    [InlineData("http://public.test%40@127.0.0.1:PORT/")]
    [InlineData("http://127.0.0.1:PORT\r\n.public.test/")]
    [InlineData("http://127.0.0.1\r\nHost: public.test:PORT/")]
    [InlineData("http://127.0.0.1:99999/")]
    [InlineData("http://127.0.0.1:-1/")]
    [InlineData("http://[::1/")]
    [InlineData("http:\\\\127.0.0.1:PORT\\")]
    [InlineData("http://%31%32%37.0.0.1:PORT/")]
    [InlineData("http://127%2e0%2e0%2e1:PORT/")]
    [InlineData("http://127.0.0.1:PORT\\@public.test/")]
    [InlineData("http://127.0.0.1:PORT:PORT/")]
    [InlineData("http://:PORT/")]
    [InlineData("http:///")]
    [InlineData("http://")]
    [InlineData("")]
    public async Task What_is_not_a_plain_http_url_is_no_url_even_if_every_address_is_allowed(string url)
    {
        await using RawServer server = RawServer.Start(RawServer.Always("secret"));

        Assert.Equal(FetchOutcome.BadUrl, await Fetch.OnceAsync(WithPort(url, server), new() { AllowedNetworks = Everything }));
        Assert.Equal(0, server.Connections);
    }

    // They are names like any other, which nobody has: IDNA without compatibility mappings leaves them as they are.
    [Theory]
    [InlineData("http://１２７.０.０.１:PORT/")]
    [InlineData("http://①②⑦.⓪.⓪.①:PORT/")]
    [InlineData("http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/")]
    public async Task Digits_and_letters_that_look_like_others_are_not_taken_for_them(string url)
    {
        await using RawServer server = RawServer.Start(RawServer.Always("secret"));

        Assert.Equal(FetchOutcome.Failed, await Fetch.OnceAsync(WithPort(url, server), new() { AllowedNetworks = Everything }));
        Assert.Equal(0, server.Connections);
    }

    /// <summary>What the redirects of a server are, one after another, from the path /0 on, and what comes of it.</summary>
    public static TheoryData<string, string[]> Redirects => new()
    {
        { "Fetched", ["/1"] },
        { "Fetched", ["/1", "/2", "/3"] },
        { "Failed", ["/1", "/2", "/3", "/4"] },
        { "Failed", ["/0"] },
        { "Failed", ["/1", "/0"] },
        { "Fetched", ["http://public.test:PORT/1"] },
        { "Fetched", ["http://second.test:PORT/1", "//public.test:PORT/2", "3"] },
        { "Fetched", ["http://127.0.0.2:PORT/1"] },
        { "Fetched", ["http://2130706434:PORT/1"] },
        { "Fetched", ["http://[::ffff:127.0.0.2]:PORT/1"] },
        { "RefusedAddress", ["http://127.0.0.1:PORT/"] },
        { "RefusedAddress", ["https://127.0.0.1:PORT/"] },
        { "RefusedAddress", ["//127.0.0.1:PORT/"] },
        { "RefusedAddress", ["http://2130706433:PORT/"] },
        { "RefusedAddress", ["http://0x7f.1:PORT/"] },
        { "RefusedAddress", ["http://0177.0.0.1:PORT/"] },
        { "RefusedAddress", ["http://0.0.0.0:PORT/"] },
        { "RefusedAddress", ["http://[::1]:PORT/"] },
        { "RefusedAddress", ["http://[::]:PORT/"] },
        { "RefusedAddress", ["http://[::ffff:127.0.0.1]:PORT/"] },
        { "RefusedAddress", ["http://[64:ff9b::7f00:1]:PORT/"] },
        { "RefusedAddress", ["http://private.test:PORT/"] },
        { "RefusedAddress", ["//private.test:PORT/"] },
        { "RefusedAddress", ["http://localhost.:PORT/"] },
        { "RefusedAddress", ["http://mapped.test:PORT/"] },
        { "RefusedAddress", ["http://metadata.test/latest/meta-data/"] },
        { "RefusedAddress", ["http://169.254.169.254/latest/meta-data/"] },
        { "RefusedAddress", ["http://10.0.0.1/"] },
        { "RefusedAddress", ["/1", "http://private.test:PORT/"] },
        { "RefusedAddress", ["/1", "http://second.test:PORT/2", "http://private.test:PORT/"] },
        { "BadUrl", ["ftp://127.0.0.1:PORT/a.jpg"] },
        { "BadUrl", ["file:///etc/passwd"] },
        { "BadUrl", ["gopher://127.0.0.1:PORT/"] },
        { "BadUrl", ["jar:http://127.0.0.1:PORT/a!/b"] },
        { "BadUrl", ["data:image/png;base64,AAAA"] },
        { "BadUrl", ["javascript:alert(1)"] },
        { "BadUrl", ["http://user:password@public.test:PORT/1"] },
        { "BadUrl", ["http://public.test@private.test:PORT/"] },
        { "BadUrl", ["/1", "/2", "file:///etc/passwd"] },
        { "Failed", [""] },
        { "Failed", ["http://nowhere.test:PORT/"] },
        { "Failed", ["http://public.test:99999/"] },
    };

    [Theory]
    [MemberData(nameof(Redirects))]
    public async Task A_redirect_is_looked_at_like_the_first_url(string expected, string[] locations)
    {
        // Inside, on the same port, everything would be answered.
        await using RawServer server = RawServer.Start(
            request => int.TryParse(request.Target[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int i) && i < locations.Length
                ? request.WriteAsync($"HTTP/1.1 302 Found\r\nLocation: {locations[i].Replace("PORT", Port(request), StringComparison.Ordinal)}\r\nContent-Length: 0\r\n\r\n")
                : RawServer.Always("picture")(request),
            Public, Private, "::1");
        using var fetch = new Fetch(new() { AllowedNetworks = Public });

        Assert.Equal(expected, $"{(await fetch.GetAsync(WithPort("http://public.test:PORT/0", server))).Outcome}");
        Assert.All(server.Heads, head => Assert.Equal(IPAddress.Parse(Public), head.Address));
        Assert.Equal(server.Heads.Count, server.Connections);
        Assert.InRange(server.Connections, 1, 4);
    }

    [Theory]
    [InlineData("301 Moved Permanently", true)]
    [InlineData("302 Found", true)]
    [InlineData("303 See Other", true)]
    [InlineData("307 Temporary Redirect", true)]
    [InlineData("308 Permanent Redirect", true)]
    [InlineData("300 Multiple Choices", false)]
    [InlineData("304 Not Modified", false)]
    [InlineData("305 Use Proxy", false)]
    [InlineData("201 Created", false)]
    public async Task Only_what_is_a_redirect_is_followed(string status, bool isFollowed)
    {
        await using RawServer server = RawServer.Start(request => request.Target == "/0"
            ? request.WriteAsync($"HTTP/1.1 {status}\r\nLocation: /1\r\nContent-Length: 0\r\n\r\n")
            : RawServer.Always("picture")(request));

        await Fetch.OnceAsync(WithPort("http://127.0.0.1:PORT/0", server), new() { AllowedNetworks = Private });

        Assert.Equal(isFollowed ? 2 : 1, server.Connections);
    }

    /// <summary>What a name resolves to, each time that it is asked for, and what comes of three fetches.</summary>
    public static TheoryData<string[], string[]> Answers => new()
    {
        // Rebinding: harmless when it is looked at, inside when it is used.
        { ["127.0.0.2", "127.0.0.1", "127.0.0.1"], ["Fetched", "RefusedAddress", "RefusedAddress"] },
        { ["127.0.0.2", "127.0.0.1", "127.0.0.2"], ["Fetched", "RefusedAddress", "Fetched"] },
        { ["127.0.0.2", "::1", "::ffff:127.0.0.1"], ["Fetched", "RefusedAddress", "RefusedAddress"] },
        { ["127.0.0.2", "0.0.0.0", "::"], ["Fetched", "RefusedAddress", "RefusedAddress"] },

        // Both at once: only the one that is allowed is ever connected to.
        { ["127.0.0.1 127.0.0.2", "127.0.0.2 127.0.0.1", "::1 127.0.0.1 127.0.0.2"], ["Fetched", "Fetched", "Fetched"] },
        { ["::ffff:127.0.0.1 ::ffff:127.0.0.2", "127.0.0.1 ::1", ""], ["Fetched", "RefusedAddress", "Failed"] },

        // Nobody listens at 127.0.0.3: the next is tried, and what is refused is not the next.
        { ["127.0.0.3 127.0.0.2", "127.0.0.3 127.0.0.1", "127.0.0.3"], ["Fetched", "Failed", "Failed"] },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task The_address_that_is_connected_to_is_the_one_that_was_checked(string[] answers, string[] expected)
    {
        await using RawServer server = RawServer.Start(RawServer.Always("picture"), Public, Private, "::1");
        var left = new ConcurrentQueue<string>(answers);
        using var fetch = new Fetch(
            new() { AllowedNetworks = "127.0.0.2/31" },
            host => left.TryDequeue(out string? answer) ? answer.Split(' ', StringSplitOptions.RemoveEmptyEntries) : null);

        foreach (string outcome in expected)
        {
            Assert.Equal(outcome, $"{(await fetch.GetAsync(WithPort("http://rebinding.test:PORT/", server))).Outcome}");
        }

        // Each connection asked once: what it was told is what it used.
        Assert.Equal(answers.Length, fetch.Lookups);
        Assert.All(server.Heads, head => Assert.Equal(IPAddress.Parse(Public), head.Address));
        Assert.Equal(server.Heads.Count, server.Connections);
    }

    [Fact]
    public async Task A_redirect_to_the_same_name_is_resolved_and_checked_again()
    {
        await using RawServer server = RawServer.Start(
            static request => request.WriteAsync("HTTP/1.1 302 Found\r\nLocation: /secret\r\nConnection: close\r\n\r\n"), Public, Private);
        int asked = 0;
        using var fetch = new Fetch(new() { AllowedNetworks = Public }, _ => Interlocked.Increment(ref asked) == 1 ? [Public] : [Private]);

        Assert.Equal(FetchOutcome.RefusedAddress, (await fetch.GetAsync(WithPort("http://rebinding.test:PORT/", server))).Outcome);
        Assert.Equal((1, 2), (server.Connections, asked));
    }

    [Theory]
    [InlineData("archive.test", "http://archive.test:PORT/", true)]
    [InlineData("archive.test", "http://ARCHIVE.test.:PORT/", true)]
    [InlineData("archive.test:PORT", "http://archive.test:PORT/", true)]
    [InlineData("archive.test:1", "http://archive.test:PORT/", false)]
    [InlineData("archive.test", "http://my.archive.test:PORT/", false)]
    [InlineData("*.archive.test", "http://my.archive.test:PORT/", true)]
    [InlineData("*.archive.test", "http://archive.test:PORT/", false)]
    [InlineData("archive.test", "http://private.test:PORT/", false)]
    [InlineData("archive.test", "http://127.0.0.1:PORT/", false)]
    [InlineData("archive.test", "http://private.test:PORT/archive.test", false)]
    [InlineData("private.test, archive.test", "http://archive.test:PORT/", true)]
    [InlineData("metadata.test", "http://metadata.test/", false)]
    [InlineData("unspecified.test", "http://unspecified.test:PORT/", false)]
    public async Task An_allowed_host_is_asked_though_it_is_inside_and_no_other(string allowed, string url, bool isFetched)
    {
        await using RawServer server = RawServer.Start(RawServer.Always("picture"), Private);

        FetchOutcome outcome = await Fetch.OnceAsync(WithPort(url, server), new() { AllowedHosts = WithPort(allowed, server) });

        Assert.Equal(isFetched ? FetchOutcome.Fetched : FetchOutcome.RefusedAddress, outcome);
        Assert.Equal(isFetched ? 1 : 0, server.Connections);
    }

    [Fact]
    public async Task Without_fetching_no_url_is_looked_at_and_no_name_looked_up()
    {
        await using RawServer server = RawServer.Start(RawServer.Always("picture"));
        using var fetch = new Fetch(new() { Enabled = false, AllowedNetworks = Everything });

        foreach (string url in (string[])["http://127.0.0.1:PORT/", "http://private.test:PORT/", "ftp://private.test/", "nonsense"])
        {
            Assert.Equal(FetchOutcome.Disabled, (await fetch.GetAsync(WithPort(url, server))).Outcome);
        }

        Assert.Equal((0, 0), (fetch.Lookups, server.Connections));
    }

    [Theory]
    [InlineData("http://public.test/a?b", "Fetched", "GET http://public.test/a?b HTTP/1.1\r\nHost: public.test\r\n\r\n")]
    [InlineData("http://8.8.8.8/", "Fetched", "GET http://8.8.8.8/ HTTP/1.1\r\nHost: 8.8.8.8\r\n\r\n")]
    [InlineData("https://public.test/a", "Failed", "CONNECT public.test:443 HTTP/1.1\r\nHost: public.test:443\r\n\r\n")]
    [InlineData("http://127.0.0.1/", "RefusedAddress", null)]
    [InlineData("http://0x7f.1/", "RefusedAddress", null)]
    [InlineData("http://127。0。0。1/", "RefusedAddress", null)]
    [InlineData("http://127.0.0.1./", "RefusedAddress", null)]
    [InlineData("http://[::ffff:10.0.0.1]/", "RefusedAddress", null)]
    [InlineData("https://169.254.169.254/", "RefusedAddress", null)]
    public async Task A_proxy_is_told_names_but_no_address_that_is_refused(string url, string expected, string? head)
    {
        // The proxy itself is inside. It cannot be made to reach anything else.
        await using RawServer proxy = RawServer.Start(RawServer.Always("picture"), Private);
        using var fetch = new Fetch(new() { Proxy = $"http://127.0.0.1:{proxy.Port}" });

        Assert.Equal(expected, $"{(await fetch.GetAsync(url)).Outcome}");
        Assert.Equal(head is null ? [] : (string[])[head], proxy.Heads.Select(static seen => seen.Text));
        Assert.Equal(0, fetch.Lookups);
    }

    private static string WithPort(string text, RawServer server) =>
        text.Replace("PORT", server.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string Port(RawRequest request) =>
        ((IPEndPoint)request.Socket.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
}
