namespace Iris.Browser.Tests.Pages;

/// <summary>What the server says of its promises.</summary>
internal sealed class PrivacyView(IPage page)
{
    public ILocator Root => page.Locator("#view-privacy");

    public ILocator Verdict => page.Locator("#privacy-verdict");

    public ILocator Table => page.Locator("#privacy-table");

    public CommandBox Command => new(page, "privacy-verify");

    public ProblemBox Problem => new(page.Locator("#privacy-problem"));

    /// <summary>The row of a promise, such as P1.</summary>
    public ILocator Row(string id) => Table.Locator($"tr[data-id='{id}']");
}
