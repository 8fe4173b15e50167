using System.Buffers.Binary;
using System.Net;
using System.Text;
using Iris.Server.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Iris.Server.Tests;

/// <summary>HTTP/2, where a client may begin requests and take them back faster than they end.</summary>
public sealed class RapidResetTests
{
    private const byte Headers = 1, ResetStream = 3, Settings = 4;
    private const byte EndHeaders = 4;

    [Fact]
    public async Task A_client_that_resets_requests_as_it_makes_them_is_sent_away_and_others_are_served()
    {
        const int Resets = 20_000, AtATime = 100;
        await using IrisServer server = await IrisServer.StartAsync("Kestrel:EndpointDefaults:Protocols=Http2");
        using var client = new HttpClient
        {
            BaseAddress = server.Client.BaseAddress,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using RawConnection attacker = await RawConnection.OpenAsync(server);
        await attacker.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        await attacker.SendAsync(Frame(Settings, 0, 0, []));
        bool isOpen = true;
        for (int i = 0; i < Resets && isOpen; i += AtATime)
        {
            byte[] requests = [.. Enumerable.Range(i, AtATime).SelectMany(static request =>
                Frame(Headers, EndHeaders, (2 * request) + 1, Head).Concat(Frame(ResetStream, 0, (2 * request) + 1, [0, 0, 0, 8])))];
            isOpen = await attacker.TrySendAsync(requests);
        }

        using HttpResponseMessage response = await client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(isOpen);
        Assert.InRange(server.Services.GetRequiredService<RequestStatistics>().Read().TotalRequests, 1, Resets / 10);
    }

    // POST (3), http (6) by their numbers in HPACK's table; :path (4), :authority (1) and content-type (31) with values of their own.
    private static byte[] Head { get; } =
    [
        0x83, 0x86, 0x04, .. Text("/compare"), 0x01, .. Text("x"), 0x0F, 31 - 15, .. Text("application/json"),
    ];

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        frame[2] = (byte)payload.Length;
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }
}
