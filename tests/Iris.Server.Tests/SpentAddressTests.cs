using System.Net;
using Iris.Server.Privacy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Iris.Server.Tests;

/// <summary>Invariant P5: a client's address is overwritten, not left to the collector.</summary>
public sealed class SpentAddressTests
{
    [Fact]
    public async Task The_address_of_a_client_is_overwritten_when_its_connection_has_ended()
    {
        var seen = new SeenAddress();
        await using IrisServer server = await IrisServer.StartAsync(TimeProvider.System, services => services.AddSingleton<IStartupFilter>(seen));
        using (RawConnection connection = await RawConnection.OpenAsync(server, "127.83.201.1"))
        {
            await connection.SendAsync("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadAsync(), StringComparison.Ordinal);
            Assert.Equal("127.83.201.1", $"{seen.Address}");
        }

        // The server hears of it a moment later.
        for (int i = 0; i < 200 && !IPAddress.Any.Equals(seen.Address); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal(IPAddress.Any, seen.Address);
        Assert.Equal("0.0.0.0", $"{seen.Address}");
    }

    [Theory]
    [InlineData("192.0.2.1", "0.0.0.0")]
    [InlineData("2001:db8::1", "::")]
    [InlineData("::ffff:192.0.2.1", "::")]
    [InlineData("fe80::1%5", "::")]
    public void Nothing_is_left_of_an_address_that_was_written_out_and_hashed(string text, string nothing)
    {
        var address = IPAddress.Parse(text);
        Assert.Equal(text, address.ToString());
        int hash = address.GetHashCode();

        SpentAddress.Erase(address);

        Assert.Equal(nothing, address.ToString());
        Assert.Equal(IPAddress.Parse(nothing), address);
        Assert.NotEqual(hash, address.GetHashCode());
    }

    [Fact]
    public void An_address_that_the_framework_shares_stays_as_it_is()
    {
        SpentAddress.Erase(IPAddress.Loopback);
        SpentAddress.Erase(IPAddress.IPv6Loopback);

        Assert.Equal(("127.0.0.1", "::1"), ($"{IPAddress.Loopback}", $"{IPAddress.IPv6Loopback}"));
    }

    private sealed class SeenAddress : IStartupFilter
    {
        public IPAddress? Address { get; private set; }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                Address = context.Connection.RemoteIpAddress;
                return following(context);
            });
            next(app);
        };
    }
}
