namespace Iris.Browser.Tests.Pages;

/// <summary>How the server does, in counts.</summary>
internal sealed class StatusView(IPage page)
{
    public ILocator Root => page.Locator("#view-status");

    public ILocator Total => page.Locator("#status-total");

    public ILocator Minute => page.Locator("#status-minute");

    public ILocator Hour => page.Locator("#status-hour");

    public ILocator Working => page.Locator("#status-working");

    public ILocator Charts => Root.Locator("svg.chart");

    /// <summary>How long it takes to make pixels of a picture.</summary>
    public ILocator Decode => page.Locator("#stage-decode");

    public ProblemBox Problem => new(page.Locator("#status-problem"));
}
