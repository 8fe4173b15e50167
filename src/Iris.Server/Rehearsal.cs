using System.Net;
using System.Net.Mime;
using System.Text;
using Iris.Server.Admission;
using Iris.Server.Comparison;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Iris.Server;

/// <summary>
/// Answers requests of its own before clients are let in. Measured: the first client waited 162 ms for an answer that took 40 ms from
/// then on, most of it for the compilation of our code and the web server's; with a rehearsal it waits 60 ms. A second server, on a free loopback port and gone before
/// the real one listens, takes that upon itself; nothing it counts or limits is shared with the real one.
/// </summary>
internal static class Rehearsal
{
    private const int Requests = 3;

    /// <summary>Sets the second server up. No setting of the operator's reaches it, lest it listen where the real one will.</summary>
    public static WebApplicationBuilder Configure(WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([new($"{RateLimitOptions.Section}:{nameof(RateLimitOptions.Enabled)}", "false")]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        return builder;
    }

    /// <summary>Runs the second server and ends it.</summary>
    public static async Task RunAsync(WebApplication server)
    {
        await using WebApplication rehearsal = server;
        await rehearsal.Services.GetRequiredService<MatchEndpoint>().WarmUpAsync();
        await rehearsal.StartAsync();
        string address = rehearsal.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(address) };
        for (int i = 0; i < Requests; i++)
        {
            await SendAsync(client, "/compare", Json(MatchEndpoint.RehearsalBody));
            await SendAsync(client, "/v1/compare", Json(MatchEndpoint.RehearsalBody));
            await SendAsync(client, "/v1/compare", Form("target", "candidates"), accept: "application/x-ndjson");
            await SendAsync(client, "/v1/verify", Form("target", "candidate"));
            await SendAsync(client, "/v1/faces", Form("image"));
        }

        // The first exception of JSON has the runtime load a file, and to read it for the first time may have the kernel note when it was read.
        await SendAsync(client, "/v1/compare", Json("{"), expected: HttpStatusCode.BadRequest);

        await rehearsal.StopAsync();
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, MediaTypeNames.Application.Json);

    private static MultipartFormDataContent Form(params string[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (string file in files)
        {
            form.Add(new ByteArrayContent([]), file, "a");
        }

        return form;
    }

    private static async Task SendAsync(
        HttpClient client, string path, HttpContent content, string? accept = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
        if (accept is not null)
        {
            message.Headers.Accept.ParseAdd(accept);
        }

        using HttpResponseMessage response = await client.SendAsync(message);
        if (response.StatusCode != expected)
        {
            throw new InvalidOperationException($"The rehearsal of {path} was answered {(int)response.StatusCode}.");
        }
    }
}
