using System.Collections.Concurrent;

namespace Iris.Browser.Tests.Browsing;

/// <summary>
/// One page of a server in a browser without a past, and what went wrong there: errors in the console, breaches of the content security
/// policy, exceptions that nobody caught, requests to anyone else. A test that expects one of them says so.
/// </summary>
internal sealed class Visit
{
    private static readonly string Watch = Resource.Read("watch.js");
    private static readonly string Artifacts = Path.Combine(RepositoryRoot.Folder, "artifacts", "browser");

    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly List<string> _expected = [];
    private readonly IBrowserContext _context;
    private readonly Uri _server;

    private Visit(IBrowserContext context, Uri server)
    {
        _context = context;
        _server = server;
        context.Console += (_, message) => ComplainWhen(message.Type is "error" or "warning", $"In the console: {message.Text}");
        context.WebError += (_, error) => ComplainWhen(true, $"Not caught: {error.Error}");
        context.Request += (_, request) => ComplainWhen(IsElsewhere(request.Url), $"Asked another host: {request.Url}");
    }

    /// <summary>The page.</summary>
    public IPage Page { get; private set; } = null!;

    /// <summary>What went wrong until now, but for what was expected.</summary>
    public IReadOnlyList<string> Complaints =>
        [.. _complaints.Where(complaint => !_expected.Any(expected => complaint.Contains(expected, StringComparison.Ordinal)))];

    /// <summary>Opens an empty page.</summary>
    public static async Task<Visit> StartAsync(IBrowser browser, Uri server, BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.BaseURL = server.ToString();
        options.ReducedMotion = ReducedMotion.Reduce;
        IBrowserContext context = await browser.NewContextAsync(options);
        await context.AddInitScriptAsync(Watch);

        // Without what the page consists of at each step: to read that, Playwright has Chromium fetch pictures again, which breaks the policy.
        await context.Tracing.StartAsync(new() { Screenshots = true });
        return new Visit(context, server) { Page = await context.NewPageAsync() };
    }

    /// <summary>Says that a complaint with these words belongs to the test.</summary>
    public void Expect(string words) => _expected.Add(words);

    /// <summary>Waits until there is a complaint with these words, which belongs to the test.</summary>
    public async Task AwaitComplaintAsync(string words)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_complaints.Any(complaint => complaint.Contains(words, StringComparison.Ordinal)))
        {
            late.Token.ThrowIfCancellationRequested();
            await CatchUpAsync();
        }

        Expect(words);
    }

    /// <summary>Parts the browser from the server, so that every request fails.</summary>
    public async Task GoOfflineAsync()
    {
        Expect("ERR_INTERNET_DISCONNECTED");
        await _context.SetOfflineAsync(true);
    }

    /// <summary>Ends that.</summary>
    public Task GoOnlineAsync() => _context.SetOfflineAsync(false);

    /// <summary>Waits until the one camera that there was is let go, which the page does just after it has closed what shows it.</summary>
    public Task ExpectCameraOffAsync() =>
        Page.WaitForFunctionAsync("watched.cameras.length === 1 && watched.cameras[0].readyState === 'ended'");

    /// <summary>Waits until all that has happened on the page by now has been told.</summary>
    public Task CatchUpAsync() => Page.EvaluateAsync("new Promise(requestAnimationFrame)");

    /// <summary>Closes the page, and keeps a picture and a trace of it where something went wrong.</summary>
    /// <param name="name">What they are called; null where all is well.</param>
    public async Task EndAsync(string? name)
    {
        if (name is not null)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(Artifacts, name + ".png"), FullPage = true });
            await _context.Tracing.StopAsync(new() { Path = Path.Combine(Artifacts, name + ".zip") });
        }

        await _context.CloseAsync();
    }

    private void ComplainWhen(bool wrong, string complaint)
    {
        if (wrong)
        {
            _complaints.Enqueue(complaint);
        }
    }

    private bool IsElsewhere(string url) =>
        new Uri(url) is { Scheme: not ("data" or "blob") } address && address.Authority != _server.Authority;
}
