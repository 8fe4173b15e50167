namespace Iris.Browser.Tests.Browsing;

/// <summary>The browser that the tests drive: one of the machine's own, for nothing is downloaded.</summary>
internal static class Chromium
{
    /// <summary>What to do where there is none.</summary>
    public const string Missing = "Chromium is missing: ./build.sh setup installs it or says how.";

    // build.sh looks for the same.
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    // Chromium loads the pages of its address bar's list for each window, in a process of their own: a third of all the work of a test.
    private static readonly string[] AddressBar = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"];

    // What Playwright turns off itself. Only the last such list counts for Chromium, which is ours.
    private static readonly string[] OffForPlaywright =
    [
        "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "DialMediaRouteProvider", "GlobalMediaControls", "HttpsUpgrades",
        "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "BlockOriginHeaderModificationOnRedirect",
        "AvoidCorsURLLoaderRestartOnRedirect", "Translate", "AutoDeElevate", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    ];

    /// <summary>Where it is; null where it is missing.</summary>
    public static string? Program { get; } = Find();

    /// <summary>
    /// How it is started. It asks nobody for anything, in the background or by a name: what a page could load from elsewhere cannot be reached
    /// even where the policy of the page would let it. The camera shows a picture that Chromium makes. Playwright leaves the sandbox off, without which
    /// root could not start it: it visits nothing but pages of ours.
    /// </summary>
    public static BrowserTypeLaunchOptions Options => new()
    {
        ExecutablePath = Program,

        // Playwright turns it off, people have it: a page that one goes back to can be there as it was left.
        IgnoreDefaultArgs = ["--disable-back-forward-cache"],
        Args =
        [
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--use-fake-device-for-media-stream", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            $"--disable-features={string.Join(',', [.. OffForPlaywright, .. AddressBar])}",
        ],
    };

    private static string? Find() => (
        from name in Names
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        select Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
