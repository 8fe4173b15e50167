[assembly: AssemblyFixture(typeof(Iris.Browser.Tests.Browsing.SharedBrowser))]

namespace Iris.Browser.Tests.Browsing;

/// <summary>One Chromium for all tests, each of which has its own cookies, storage and cache in it; and the server that most of them ask.</summary>
public sealed class SharedBrowser : IAsyncLifetime
{
    // Nothing waits that long but a test that fails.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // Playwright records each test here, whose record is kept only when it fails.
    private readonly DirectoryInfo _records = Directory.CreateTempSubdirectory("iris-browser-");
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IrisServer? _server;

    /// <summary>A server with default settings, but for the limit on requests, that fetches pictures from this machine.</summary>
    public IrisServer Server => _server ?? throw new InvalidOperationException(Chromium.Missing);

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Program is null)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout((float)LongestWait.TotalMilliseconds);
        Task<IrisServer> server = IrisServer.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new(Chromium.Options) { TracesDir = _records.FullName });
        _server = await server;
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _records.Delete(recursive: true);
    }

    /// <summary>
    /// The browser. Without one the test is skipped, lest whoever may install nothing cannot run the other tests; a build server has no such
    /// excuse, and the test fails.
    /// </summary>
    internal IBrowser Open()
    {
        Assert.SkipWhen(_browser is null && Environment.GetEnvironmentVariable("CI") != "true", Chromium.Missing);
        return _browser ?? throw new InvalidOperationException(Chromium.Missing);
    }
}
