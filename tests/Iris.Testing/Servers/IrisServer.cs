using Iris.Client;
using Iris.Server;
using Iris.Server.Admission;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Iris.Testing.Servers;

/// <summary>The real server on a free loopback port, in the test's process.</summary>
public sealed class IrisServer : IAsyncDisposable
{
    // The same in every run: under a key drawn anew, twenty clients have a slot of the limit on requests in common once in ninety runs.
    private static readonly byte[] ClientKeyOfTests = new byte[32];

    private readonly WebApplication _app;

    private IrisServer(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>A client of the server.</summary>
    public HttpClient Client { get; }

    /// <summary>A typed client of the server, with connections of its own. The caller releases it.</summary>
    /// <param name="options">Keys, retries, times.</param>
    public IrisClient Connect(IrisClientOptions? options = null) => new(Client.BaseAddress!, options);

    /// <summary>The server's own objects.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>
    /// Starts a server without a limit on requests that fetches from this machine, and whose engine is not too slow on a busy one, unless a
    /// setting says otherwise.
    /// </summary>
    /// <param name="settings">Settings, such as <c>Iris:Fetch:Timeout=00:00:01</c>.</param>
    public static Task<IrisServer> StartAsync(params string[] settings) => StartAsync(TimeProvider.System, settings);

    /// <summary>Starts a server with a clock of the test's.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="settings">Settings.</param>
    public static Task<IrisServer> StartAsync(TimeProvider time, params string[] settings) => StartAsync(time, static _ => { }, settings);

    /// <summary>Starts a server with a clock and other services of the test's.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="configure">Adds the services.</param>
    /// <param name="settings">Settings.</param>
    public static async Task<IrisServer> StartAsync(TimeProvider time, Action<IServiceCollection> configure, params string[] settings)
    {
        string[] args =
        [
            "--urls=http://127.0.0.1:0", "--Iris:RateLimit:Enabled=false", "--Iris:Fetch:AllowedNetworks=127.0.0.0/8",
            "--Iris:Capacity:PictureTimeout=00:05:00", "--Iris:Health:Timeout=00:05:00",
            "--Logging:LogLevel:Default=Warning",
            .. settings.Select(setting => $"--{setting}"),
        ];
        WebApplication app = await IrisApplication.CreateAsync(
            args, services => configure(services.AddSingleton(time).AddSingleton(new ClientKey(ClientKeyOfTests))));
        await app.StartAsync();
        return new IrisServer(app);
    }

    /// <summary>Stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
